update device_scopes
set last_seen_sent_at = null
where tenant_id = $1
    and device_number = $2
