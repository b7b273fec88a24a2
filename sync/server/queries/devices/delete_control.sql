delete from control_items
where tenant_id = $1
    and device_number = $2
    and number <= $3
