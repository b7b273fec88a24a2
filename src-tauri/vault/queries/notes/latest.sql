select t.*
from notes as t
where t.patient = ?1
    and t.deleted_at is null
order by t.created_at desc
limit 1
