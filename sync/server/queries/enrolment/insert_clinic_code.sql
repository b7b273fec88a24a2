insert into clinic_codes (
    code_hash,
    name,
    created_at,
    expires_at
)
values (
    $1,
    $2,
    now(),
    now() + make_interval(hours => $3)
)
