delete from quarantined
where entity = ?1
    and row_id = ?2
