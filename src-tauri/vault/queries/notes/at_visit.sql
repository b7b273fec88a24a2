select t.*
from notes as t
where t.visit = ?1
    and t.deleted_at is null
order by t.created_at
