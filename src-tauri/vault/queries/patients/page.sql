select t.*
from patients as t
where t.deleted_at is null
    and (?1 is null or t.status = ?1)
    and (?2 is null or t.dietitian = ?2)
    and (?3 is null or t.id > ?3)
order by t.id
limit ?4
