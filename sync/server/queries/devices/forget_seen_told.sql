update device_scopes
set seen_told_at = null
where tenant_id = $1
    and device_number = $2
