select
    s.entity,
    s.row_id,
    s.state
from cell_sides as s
join unnest($2::integer[], $3::uuid[]) as k (entity, row_id)
    on s.entity = k.entity
    and s.row_id = k.row_id
where s.tenant_id = $1
