insert into sign_in_tries (user_id, failures, wait_ms, mark_wall_ms, mark_uptime_ms, mark_boot)
values (?1, ?2, ?3, ?4, ?5, ?6)
on conflict (user_id) do update
set
    failures = excluded.failures,
    wait_ms = excluded.wait_ms,
    mark_wall_ms = excluded.mark_wall_ms,
    mark_uptime_ms = excluded.mark_uptime_ms,
    mark_boot = excluded.mark_boot
