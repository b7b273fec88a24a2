update device_state
set
    audit_number = $3,
    audit_hash = $4,
    last_seen_at = now()
where tenant_id = $1
    and device_number = $2
