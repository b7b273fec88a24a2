select t.*
from appointment_patients
join appointments as t on t.id = appointment_patients.appointment
where appointment_patients.patient = ?1
    and appointment_patients.deleted_at is null
    and t.deleted_at is null
order by t.starts desc
