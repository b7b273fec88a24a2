update queue
set state = 'WAITING'
where state = 'SENT'
