select
    device_number,
    at_us,
    version
from devices_seen
