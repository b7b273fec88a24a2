update device_state
set
    push_number = $3,
    push_hash = $4,
    last_seen_at = now()
where tenant_id = $1
    and device_number = $2
