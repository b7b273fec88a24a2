select
    id,
    coalesce(is_active, 0),
    public_key,
    signing_key,
    wrapped_keys,
    kdf_salt,
    kdf_memory_kib,
    kdf_passes,
    kdf_lanes
from users
where (lower(username) = lower(?1) or lower(email) = lower(?1))
    and deleted_at is null
    and wrapped_keys is not null
order by lower(username) = lower(?1) desc
limit 1
