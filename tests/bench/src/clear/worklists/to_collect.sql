select
    t.*,
    p.given_name,
    p.family_name,
    p.birth_date,
    p.birth_date_estimated,
    p.sex,
    p.file_number,
    f.name,
    u.first_name,
    u.last_name,
    (
        select group_concat(r.name)
        from lab_results as r
        where r.lab_test = t.id
    ),
    count(*) over (),
    (
        select count(*)
        from lab_tests
        where status = 'COLLECTED'
    )
from lab_tests as t
join patients as p on p.id = t.patient
join users as u on u.id = t.ordered_by
left join facilities as f on f.id = p.facility
where t.status = 'ORDERED' and p.deleted_at is null
order by t.wished_on is not null, t.wished_on, t.ordered_at, t.id
limit 100
