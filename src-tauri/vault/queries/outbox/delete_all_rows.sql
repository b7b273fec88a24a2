delete from queue_rows
