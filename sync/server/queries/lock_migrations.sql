select
    pg_advisory_lock(7041988331005)
