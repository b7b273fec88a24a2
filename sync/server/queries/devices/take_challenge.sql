delete from challenges
where tenant_id = $1
    and challenge = $2
    and device_number = $3
returning
    expires_at > now() as is_fresh
