select
    p.patient,
    min(a.starts)
from json_each(?1) as wanted
join appointment_patients as p
    on p.patient = unhex(wanted.value)
join appointments as a
    on a.id = p.appointment
where p.deleted_at is null
    and a.deleted_at is null
    and a.starts >= ?2
    and a.status not in ('COMPLETED', 'NO_SHOW', 'CANCELLED')
group by p.patient
