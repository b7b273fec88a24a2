insert into device_tokens (
    tenant_id,
    token_hash,
    device_number,
    created_at,
    expires_at
)
values (
    $1,
    $2,
    $3,
    now(),
    now() + make_interval(secs => $4)
)
