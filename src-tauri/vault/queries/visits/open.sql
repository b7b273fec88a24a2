select t.*
from visits as t
where t.provider = ?1
    and t.ended_at is null
    and t.deleted_at is null
order by t.started_at
