select
    device_id,
    public_key
from device_state
where tenant_id = $1
    and device_number = $2
for update
