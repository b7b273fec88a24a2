select
    exists (
        select 1
        from cell_sides
        where tenant_id = $1
    )
    or exists (
        select 1
        from foreign_cells
        where tenant_id = $1
    )
