-- name: cells
select distinct
    entity,
    row_id,
    cell
from cell_siblings
order by
    row_id,
    cell
