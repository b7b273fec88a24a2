insert into sign_in_failures (
    tenant_id,
    user_id,
    device_number,
    failures,
    not_before
)
values (
    $1,
    $2,
    $3,
    $4,
    now() + make_interval(secs => $5)
)
on conflict (tenant_id, user_id, device_number) do update
set failures = excluded.failures,
    not_before = excluded.not_before
