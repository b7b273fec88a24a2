-- name: unknown_entities
select distinct
    entity,
    row_id
from unknown_cells
where tenant_id = $1
    and seq <= $2
    and (entity, row_id) > ($3, $4)
    and entity <> all ($5::integer[])
order by
    entity,
    row_id
limit $6
