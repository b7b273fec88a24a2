-- ?1 is today
select
    t.*,
    p.given_name,
    p.family_name,
    p.birth_date,
    p.birth_date_estimated,
    p.sex,
    p.file_number,
    u.first_name,
    u.last_name,
    (
        select count(*)
        from dispensings as d
        where d.prescription = t.id and d.reverses is null
    ) as dispensed,
    (
        select group_concat(a.substance)
        from allergies as a
        where a.patient = p.id
    ),
    count(*) over ()
from prescriptions as t
join patients as p on p.id = t.patient
join users as u on u.id = t.prescriber
where t.status = 'ACTIVE'
    and t.valid_until >= ?1
    and p.deleted_at is null
    and not exists (
        select 1
        from dispensings as d
        where d.prescription = t.id
    )
order by t.prescribed_on, t.id
limit 100
