update queue
set state = 'WAITING'
where state = 'SENDING'
