insert into challenges (
    tenant_id,
    challenge,
    device_number,
    expires_at
)
values (
    $1,
    $2,
    $3,
    now() + make_interval(secs => $4)
)
