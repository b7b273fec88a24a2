select
    s.entity,
    s.row_id,
    s.state
from unnest($2::integer[], $3::uuid[]) as wanted (entity, row_id)
cross join lateral (
    select *
    from cell_siblings
    where tenant_id = $1
        and entity = wanted.entity
        and row_id = wanted.row_id
    -- one lookup each
    offset 0
) as s
