select t.*
from appointment_status_changes as t
where t.appointment = ?1
order by t.created_at
