insert into sign_in_tries (user_id, failures, wait_ms, failed_wall_ms, failed_uptime_ms, failed_boot)
values (?1, ?2, ?3, ?4, ?5, ?6)
on conflict (user_id) do update
set
    failures = excluded.failures,
    wait_ms = excluded.wait_ms,
    failed_wall_ms = excluded.failed_wall_ms,
    failed_uptime_ms = excluded.failed_uptime_ms,
    failed_boot = excluded.failed_boot
