select t.*
from user_roles as t
where t.user = ?1
    and t.deleted_at is null
order by t.id
