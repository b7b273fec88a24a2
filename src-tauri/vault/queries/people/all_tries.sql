select
    user_id,
    failures,
    wait_ms,
    mark_wall_ms,
    mark_uptime_ms,
    mark_boot
from sign_in_tries
