select t.*
from appointments as t
where t.room = ?1
    and t.starts < ?3
    and t.ends > ?2
    and t.deleted_at is null
order by t.starts
