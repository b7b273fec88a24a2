select id
from users
where (lower(username) = lower(?1) or lower(email) = lower(?1))
    and deleted_at is null
    and wrapped_keys is not null
order by lower(username) = lower(?1) desc
limit 1
