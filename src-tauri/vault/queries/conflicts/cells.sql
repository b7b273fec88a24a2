select distinct
    entity,
    row_id,
    cell
from cell_sides
order by
    row_id,
    cell
