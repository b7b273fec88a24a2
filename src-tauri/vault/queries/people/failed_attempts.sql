select
    failures,
    wait_ms,
    failed_wall_ms,
    failed_uptime_ms,
    failed_boot
from sign_in_tries
where user_id = ?1
