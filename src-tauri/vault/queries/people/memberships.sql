select t.*
from user_roles as t
where t.deleted_at is null
order by t.id
