update device_state
set device_id = $3,
    public_key = $4,
    last_seen_at = now()
where tenant_id = $1
    and device_number = $2
    and public_key is null
