delete from queue
where seq = ?1
