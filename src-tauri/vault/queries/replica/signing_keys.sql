select
    id,
    signing_key
from users
where signing_key is not null
