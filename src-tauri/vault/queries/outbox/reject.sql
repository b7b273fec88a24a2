update queue
set
    state = 'REJECTED',
    code = ?2
where seq = ?1
