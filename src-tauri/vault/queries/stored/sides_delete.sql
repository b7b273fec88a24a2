delete from cell_sides
where entity = ?1
    and row_id = ?2
