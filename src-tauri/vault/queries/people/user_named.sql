select t.*
from users as t
where lower(t.username) = lower(?1)
    and t.deleted_at is null
order by t.id
limit 1
