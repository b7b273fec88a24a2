insert into feeds (
    tenant_id,
    timeline,
    seq,
    history_mark,
    root_key,
    next_device_number,
    joined_at
)
values (
    $1,
    $2,
    0,
    $3,
    $4,
    $5,
    now()
)
on conflict (tenant_id) do nothing
