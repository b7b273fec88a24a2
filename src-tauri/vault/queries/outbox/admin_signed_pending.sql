select exists (
    select 1
    from queue
    where admin_signed > 0
        and state <> 'REJECTED'
)
