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

-- name: has_siblings_or_waits
select
    exists (
        select 1
        from cell_siblings
        where entity = ?1
    ),
    exists (
        select 1
        from queue_rows
    )
