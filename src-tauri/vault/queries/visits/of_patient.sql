select t.*
from visits as t
where t.patient = ?1
    and t.deleted_at is null
order by t.started_at desc
