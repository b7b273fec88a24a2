insert or ignore into quarantined (
    entity,
    row_id,
    cell,
    patient,
    is_sibling,
    reason,
    state,
    quarantined_at
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
