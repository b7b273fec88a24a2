delete from connection
