delete from unknown_cells as d
using unnest($2::integer[], $3::uuid[]) as k (entity, row_id)
where d.tenant_id = $1
    and d.entity = k.entity
    and d.row_id = k.row_id
