select t.*
from user_roles as t
where t.role = ?1
    and t.deleted_at is null
order by t.id
