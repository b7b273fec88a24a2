select
    patient,
    is_sibling,
    state
from unknown_cells
where entity = ?1
    and row_id = ?2
order by
    is_sibling,
    cell,
    clock,
    generation
