insert into founders (
    tenant_id,
    user_id,
    signing_key,
    device_number
)
values (
    $1,
    $2,
    $3,
    $4
)
