update queue
set
    group_id = ?2,
    hash = ?3,
    bytes = ?4,
    state = 'WAITING',
    code = null
where seq = ?1
