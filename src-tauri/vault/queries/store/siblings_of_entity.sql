select
    row_id,
    state
from cell_siblings
where entity = ?1
order by
    row_id,
    cell,
    clock,
    generation
