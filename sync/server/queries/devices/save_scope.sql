insert into device_scopes (
    tenant_id,
    device_number,
    users,
    compartments,
    control_number,
    bootstrap_number
)
values (
    $1,
    $2,
    $3,
    $4,
    $5,
    $6
)
on conflict (tenant_id, device_number) do update
set users = excluded.users,
    compartments = excluded.compartments,
    control_number = excluded.control_number,
    bootstrap_number = excluded.bootstrap_number
