update queue
set
    state = 'QUARANTINED',
    code = ?2
where seq = ?1
