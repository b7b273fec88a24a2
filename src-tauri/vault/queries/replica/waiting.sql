select
    (
        select count(*)
        from queue
        where state <> 'QUARANTINED'
    ),
    (
        select coalesce(sum(cells), 0)
        from queue
        where state <> 'QUARANTINED'
    ),
    (
        select audit_number - audit_sent_number
        from device
    ),
    (
        select count(*)
        from queue
        where state = 'QUARANTINED'
    ),
    (
        select count(*)
        from parked
    ),
    (
        select count(*)
        from (
            select distinct
                entity,
                row_id,
                cell
            from cell_sides
        )
    )
