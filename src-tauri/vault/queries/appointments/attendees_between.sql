select t.*
from appointments
join appointment_patients as t on t.appointment = appointments.id
where appointments.starts < ?2
    and appointments.ends > ?1
    and appointments.deleted_at is null
    and t.deleted_at is null
order by t.id
