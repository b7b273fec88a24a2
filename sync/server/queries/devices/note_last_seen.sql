update device_state
set last_seen_at = now(),
    version = coalesce($3, version)
where tenant_id = $1
    and device_number = $2
