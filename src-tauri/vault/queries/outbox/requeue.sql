update queue
set
    group_id = ?2,
    bytes = ?3,
    state = 'WAITING',
    rejection = null
where seq = ?1
