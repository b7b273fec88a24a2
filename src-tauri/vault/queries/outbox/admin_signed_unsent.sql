select not exists (
    select 1
    from queue
    where action = ?1
        and state = 'SENDING'
)
