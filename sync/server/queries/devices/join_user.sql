insert into device_users (
    tenant_id,
    device_number,
    user_id,
    joined_at
)
values (
    $1,
    $2,
    $3,
    now()
)
on conflict (tenant_id, device_number, user_id) do nothing
