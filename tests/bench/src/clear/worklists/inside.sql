-- ?1 is today
select
    s.*,
    p.given_name,
    p.family_name,
    p.birth_date,
    p.birth_date_estimated,
    p.sex,
    p.file_number,
    d.name,
    u.first_name,
    u.last_name,
    count(*) over ()
from stays as s
join patients as p on p.id = s.patient
join users as u on u.id = s.created_by
left join departments as d on d.id = s.department
where s.from_day <= ?1
    and (s.until_day is null or s.until_day >= ?1)
    and p.deleted_at is null
order by d.name, s.bed, p.family_name
limit 100
