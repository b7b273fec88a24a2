-- name: cells
select distinct
    entity,
    row_id,
    cell
from cell_siblings
order by
    row_id,
    cell

-- name: siblings
select
    entity,
    row_id,
    state
from cell_siblings
