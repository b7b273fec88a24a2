select exists (
    select 1
    from unknown_cells
)
