-- name: of_patient
select t.*
from patient_tags as t
where t.patient = ?1
order by t.id

-- name: of_patients
select t.*
from json_each(?1) as wanted
join patient_tags as t on t.patient = unhex(wanted.value)
order by t.id

-- name: of_tag
select t.*
from patient_tags as t
where t.tag = ?1
order by t.id
