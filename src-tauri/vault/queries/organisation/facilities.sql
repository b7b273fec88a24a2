select t.*
from facilities as t
where t.deleted_at is null
order by t.name, t.id
