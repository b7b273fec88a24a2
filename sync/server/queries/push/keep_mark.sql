insert into marks (
    tenant_id,
    timeline,
    seq,
    mark
)
values (
    $1,
    $2,
    $3,
    $4
)
