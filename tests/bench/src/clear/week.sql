select
    a.*,
    p.id,
    p.given_name,
    p.family_name,
    p.birth_date,
    p.birth_date_estimated,
    p.sex,
    p.file_number,
    ap.reason,
    ap.attendance,
    u.first_name,
    u.last_name,
    f.name
from appointments as a
join appointment_patients as ap on ap.appointment = a.id
join patients as p on p.id = ap.patient
join users as u on u.id = a.provider
join facilities as f on f.id = a.facility
where a.starts >= ?1 and a.starts < ?2 and a.deleted_at is null
order by a.starts
