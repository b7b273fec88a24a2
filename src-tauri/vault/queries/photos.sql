-- name: of_patient
select t.*
from patient_photos as t
where t.patient = ?1
order by t.id
