update queue
set
    group_id = ?2,
    bytes = ?3,
    state = 'WAITING',
    code = null
where seq = ?1
