update queue
set state = 'SENT'
where seq = ?1
