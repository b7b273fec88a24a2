insert into sign_in_state as state (
    tenant_id,
    user_id,
    failures,
    not_before
)
values (
    $1,
    $2,
    $3,
    now() + make_interval(secs => $4)
)
on conflict (tenant_id, user_id) do update
set failures = excluded.failures,
    not_before = excluded.not_before
