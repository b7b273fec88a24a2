insert into enrolments (
    tenant_id,
    find_hash,
    bundle,
    device_number,
    invited_by,
    created_at,
    expires_at
)
values (
    $1,
    $2,
    $3,
    $4,
    $5,
    now(),
    now() + make_interval(secs => $6)
)
