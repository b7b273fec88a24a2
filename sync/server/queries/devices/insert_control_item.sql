insert into control_items (
    tenant_id,
    device_number,
    number,
    kind,
    bytes,
    created_at
)
values (
    $1,
    $2,
    $3,
    $4,
    $5,
    now()
)
