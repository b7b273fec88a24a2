update device
set revoked_at = coalesce(revoked_at, ?1)
where exists (
    select 1
    from devices as own
    where own.id = device.id
        and (own.revoked_at is not null or own.deleted_at is not null)
)
