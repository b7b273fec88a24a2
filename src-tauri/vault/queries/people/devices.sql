select t.*
from devices as t
where t.deleted_at is null
order by t.number
