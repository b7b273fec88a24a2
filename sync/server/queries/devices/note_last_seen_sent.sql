update device_scopes
set control_number = $3,
    last_seen_sent_at = now()
where tenant_id = $1
    and device_number = $2
