select
    number,
    kind,
    bytes
from control_items
where tenant_id = $1
    and device_number = $2
    and number > $3
order by number
limit 100
