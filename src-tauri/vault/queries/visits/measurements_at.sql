select t.*
from measurements as t
where t.visit = ?1
    and t.deleted_at is null
order by t.measured_at
