select
    not exists (
        select 1
        from queue
        where seq <> ?1
    )
