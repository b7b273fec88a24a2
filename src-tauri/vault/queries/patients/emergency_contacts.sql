select t.*
from emergency_contacts as t
where t.patient = ?1
    and t.deleted_at is null
order by t.id
