select
    w.*,
    p.given_name,
    p.family_name,
    p.birth_date,
    p.birth_date_estimated,
    p.sex,
    p.file_number,
    p.phones,
    u.first_name,
    u.last_name,
    (
        select count(*)
        from phone_calls as c
        where c.patient = p.id and c.purpose = 'WAITING'
    ),
    count(*) over ()
from waiting_list_entries as w
join patients as p on p.id = w.patient
join users as u on u.id = w.created_by
where w.ended_at is null and p.deleted_at is null
order by w.since, w.id
limit 100
