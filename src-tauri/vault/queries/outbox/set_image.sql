update queue_rows
set image = ?4
where entity = ?1
    and row_id = ?2
    and seq = ?3
