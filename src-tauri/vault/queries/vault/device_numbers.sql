select number
from devices
union
select number
from device_numbers
union
select number
from device
order by number
