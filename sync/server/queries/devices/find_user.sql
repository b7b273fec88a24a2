select
    signing_key,
    sign_in_hash,
    coalesce(is_active, false) and deleted_at is null as is_active
from users
where tenant_id = $1
    and id = $2
