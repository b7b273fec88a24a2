insert into credentials (
    secret_hash,
    kind,
    tenant_id,
    expires_at
)
values (
    $1,
    $2,
    $3,
    now() + make_interval(secs => $4)
)
on conflict (secret_hash) do nothing
