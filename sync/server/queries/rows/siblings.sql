select
    s.entity,
    s.row_id,
    s.state
from unnest($2::integer[], $3::uuid[]) as k (entity, row_id)
cross join lateral (
    select *
    from cell_siblings
    where tenant_id = $1
        and entity = k.entity
        and row_id = k.row_id
    -- each by itself
    offset 0
) as s
