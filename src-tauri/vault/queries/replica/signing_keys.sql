select
    id,
    signing_key,
    former_keys
from users
where signing_key is not null
