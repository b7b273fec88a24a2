select
    signing_key,
    coalesce(is_active, 0) and deleted_at is null
from users
where id = ?1
