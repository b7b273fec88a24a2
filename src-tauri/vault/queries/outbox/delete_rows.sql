delete from queue_rows
where seq = ?1
    and row_id in (
        select unhex(value)
        from json_each(?2)
    )
