delete from unknown_cells
where entity = ?1
    and row_id = ?2
