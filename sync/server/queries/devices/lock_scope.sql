select
    control_number,
    bootstrap_number
from device_scopes
where tenant_id = $1
    and device_number = $2
for update
