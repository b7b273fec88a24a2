select
    a.*,
    p.id,
    p.given_name,
    p.family_name,
    p.birth_date,
    p.birth_date_estimated,
    p.sex,
    p.file_number,
    p.phones,
    p.preferred_language,
    u.first_name,
    u.last_name,
    c.at,
    c.result,
    c.note
from appointments as a
join appointment_patients as ap on ap.appointment = a.id
join patients as p on p.id = ap.patient
join users as u on u.id = a.provider
left join phone_calls as c
    on c.id = (
        select l.id
        from phone_calls as l
        where l.patient = p.id and l.purpose = 'REMINDER'
        order by l.at desc
        limit 1
    )
where a.starts >= ?1
    and a.starts < ?2
    and a.deleted_at is null
    and a.status in ('SCHEDULED', 'CONFIRMED')
    and ap.attendance not in ('ABSENT', 'EXCUSED')
    and p.deleted_at is null
order by a.starts
