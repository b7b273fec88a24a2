select exists (
    select 1
    from queue
    where gated > 0
        and state <> 'QUARANTINED'
)
