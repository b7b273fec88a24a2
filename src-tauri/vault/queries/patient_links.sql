-- name: all
select
    merge,
    kind,
    patient,
    other,
    created_at,
    created_by
from patient_links
where merge is not null

-- name: deleted
select id
from patients
where deleted_at is not null
    and id in (
        select unhex(value)
        from json_each(?1)
    )

-- name: of_patient
select t.*
from patient_links as t
where t.patient = ?1
order by t.id

-- name: of_patients
select t.*
from json_each(?1) as wanted
join patient_links as t
    on t.patient = unhex(wanted.value)
order by t.id
