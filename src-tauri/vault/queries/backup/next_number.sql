select 1 + max(number)
from (
    select number
    from devices
    union all
    select number
    from device_numbers
    union all
    select number
    from device
    union all
    select device
    from audit
)
