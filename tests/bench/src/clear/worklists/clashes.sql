-- ?1 to ?2 are the coming two months
select
    a.*,
    b.*,
    u.first_name,
    u.last_name,
    f.name,
    p.given_name,
    p.family_name,
    p.birth_date,
    p.sex,
    p.file_number,
    p.phones,
    q.given_name,
    q.family_name,
    q.birth_date,
    q.sex,
    q.file_number,
    q.phones
from appointments as a
join appointments as b
    on b.starts >= a.starts
    and b.starts < a.ends
    and b.id <> a.id
    and (b.starts > a.starts or b.id > a.id)
join appointment_patients as ap on ap.appointment = a.id
join appointment_patients as bp on bp.appointment = b.id
join patients as p on p.id = ap.patient
join patients as q on q.id = bp.patient
join users as u on u.id = a.provider
join facilities as f on f.id = a.facility
where a.starts >= ?1
    and a.starts < ?2
    and a.deleted_at is null
    and b.deleted_at is null
    and a.status not in ('NO_SHOW', 'CANCELLED')
    and b.status not in ('NO_SHOW', 'CANCELLED')
    and (a.provider = b.provider or a.room = b.room or ap.patient = bp.patient)
order by a.starts
limit 100
