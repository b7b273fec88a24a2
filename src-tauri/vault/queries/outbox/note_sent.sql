update queue
set state = 'SENDING'
where seq = ?1
