select
    (
        select count(*)
        from queue
        where state <> 'REJECTED'
    ),
    (
        select coalesce(sum(cells), 0)
        from queue
        where state <> 'REJECTED'
    ),
    (
        select audit_number - audit_sent_number
        from device
    ),
    (
        select count(*)
        from queue
        where state = 'REJECTED'
    ),
    (
        select count(*)
        from quarantined
    ),
    (
        select count(*)
        from (
            select distinct
                entity,
                row_id,
                cell
            from cell_siblings
        )
    )
