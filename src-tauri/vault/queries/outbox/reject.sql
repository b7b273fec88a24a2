update queue
set
    state = 'REJECTED',
    rejection = ?2
where seq = ?1
