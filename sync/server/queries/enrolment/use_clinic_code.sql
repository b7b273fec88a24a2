update clinic_codes
set used_at = now(),
    tenant_id = $2
where code_hash = $1
    and used_at is null
