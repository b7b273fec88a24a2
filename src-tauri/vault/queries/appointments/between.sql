select t.*
from appointments as t
where t.starts < ?3
    and t.ends > ?2
    and (?1 is null or t.provider = ?1)
    and t.deleted_at is null
order by t.starts
