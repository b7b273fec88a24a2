select
    device_number,
    at_us,
    version
from devices_last_seen
