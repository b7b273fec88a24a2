delete from sign_in_failures
where tenant_id = $1
    and user_id = $2
    and device_number = $3
