update queue
set
    state = 'WAITING',
    code = null
where seq = ?1
