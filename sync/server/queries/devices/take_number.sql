update feeds
set next_device_number = next_device_number + 1
where tenant_id = $1
returning
    next_device_number - 1 as device_number
