insert into cell_siblings (
    entity,
    row_id,
    cell,
    clock,
    generation,
    state
) values (
    ?1,
    ?2,
    ?3,
    ?4,
    ?5,
    ?6
)
