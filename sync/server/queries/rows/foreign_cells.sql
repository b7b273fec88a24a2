select
    f.entity,
    f.row_id,
    f.patient,
    f.state,
    f.seq
from foreign_cells as f
join unnest($2::integer[], $3::uuid[]) as k (entity, row_id)
    on f.entity = k.entity
    and f.row_id = k.row_id
where f.tenant_id = $1
