select t.*
from visits as t
where t.started_at >= ?2
    and t.started_at < ?3
    and (?1 is null or t.provider = ?1)
    and t.deleted_at is null
order by t.started_at
