select t.*
from roles as t
where t.deleted_at is null
order by t.name, t.id
