select exists (
    select 1
    from cell_siblings
)
