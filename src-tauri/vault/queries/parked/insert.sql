insert or ignore into parked (
    entity,
    row_id,
    cell,
    patient,
    is_side,
    reason,
    state,
    parked_at
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
