insert into unknown_cells (
    entity,
    row_id,
    cell,
    patient,
    clock,
    generation,
    is_sibling,
    state
) values (
    ?1,
    ?2,
    ?3,
    ?4,
    ?5,
    ?6,
    ?7,
    ?8
)
