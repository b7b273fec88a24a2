update enrolments
set used_at = now(),
    bundle = ''
where tenant_id = $1
    and find_hash = $2
