select t.*
from measurements as t
where t.patient = ?1
    and (?2 is null or t.kind = ?2)
    and t.deleted_at is null
order by t.measured_at
