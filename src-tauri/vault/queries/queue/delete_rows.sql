delete from queue_rows
where seq = ?1
