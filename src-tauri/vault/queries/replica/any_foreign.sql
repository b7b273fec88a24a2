select exists (
    select 1
    from foreign_cells
)
