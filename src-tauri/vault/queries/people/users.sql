select t.*
from users as t
where t.deleted_at is null
order by t.last_name, t.first_name, t.id
