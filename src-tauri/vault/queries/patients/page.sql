select t.*
from patients as t
where t.id > ?3
    and t.deleted_at is null
    and (?1 is null or t.status = ?1)
    and (?2 is null or t.dietitian = ?2)
order by t.id
limit ?4
