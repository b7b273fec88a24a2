delete from unknown_cells as stored
using unnest($2::integer[], $3::uuid[]) as wanted (entity, row_id)
where stored.tenant_id = $1
    and stored.entity = wanted.entity
    and stored.row_id = wanted.row_id
