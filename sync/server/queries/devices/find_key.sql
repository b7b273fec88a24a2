select public_key
from device_state
where tenant_id = $1
    and device_number = $2
    and public_key is not null
