insert into device_state (
    tenant_id,
    device_number,
    created_at
)
values (
    $1,
    $2,
    now()
)
