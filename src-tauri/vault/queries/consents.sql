-- name: of_patient
select t.*
from consents as t
where t.patient = ?1
order by t.signed_on desc, t.id desc

-- name: of_patients
select t.*
from json_each(?1) as wanted
join consents as t on t.patient = unhex(wanted.value)
order by t.signed_on desc, t.id desc
