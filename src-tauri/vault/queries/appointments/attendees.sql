select t.*
from appointment_patients as t
where t.appointment = ?1
    and t.deleted_at is null
order by t.id
