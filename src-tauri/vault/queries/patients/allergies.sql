select t.*
from allergies as t
where t.patient = ?1
    and t.deleted_at is null
order by t.id
