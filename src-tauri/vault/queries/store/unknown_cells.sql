select
    patient,
    is_side,
    state
from unknown_cells
where entity = ?1
    and row_id = ?2
order by
    is_side,
    cell,
    clock,
    generation
