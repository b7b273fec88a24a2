delete from challenges
where tenant_id = $1
    and device_number = $2
    and expires_at < now()
