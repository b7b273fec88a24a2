delete from cell_siblings
where entity = ?1
    and row_id = ?2
