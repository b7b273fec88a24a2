select
    row_id,
    state
from cell_siblings
where entity = ?1
    and row_id in (
        select unhex(value)
        from json_each(?2)
    )
order by
    row_id,
    cell,
    clock,
    generation
