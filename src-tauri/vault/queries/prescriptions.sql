-- name: dispensings
select t.*
from dispensings as t
where t.patient = ?1
order by
    t.at,
    t.id

-- name: of_patient
select t.*
from prescriptions as t
where t.patient = ?1
order by
    t.prescribed_on desc,
    t.id desc

-- name: dispensings_of_all
select t.*
from json_each(?1) as wanted
join dispensings as t on t.patient = unhex(wanted.value)
order by
    t.at,
    t.id

-- name: in_force
select
    t.id,
    t.patient,
    t.refills_allowed,
    (
        select count(*)
        from dispensings as d
        where d.patient = t.patient
            and d.prescription = t.id
            and d.reverses is null
            and not exists (
                select 1
                from dispensings as r
                where r.patient = d.patient
                    and r.prescription = d.prescription
                    and r.reverses = d.id
            )
    )
from prescriptions as t
join patients as p
    on p.id = t.patient
where t.status = 'ACTIVE'
    and t.valid_until >= ?1
    and t.deleted_at is null
    and p.deleted_at is null
order by
    t.prescribed_on,
    t.id
