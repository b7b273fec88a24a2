-- name: has_siblings_or_waits
select
    exists (
        select 1
        from cell_siblings
        where entity = ?1
    ),
    exists (
        select 1
        from queue_rows
    )
