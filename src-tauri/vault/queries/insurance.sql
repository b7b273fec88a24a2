-- name: of_patient
select t.*
from insurance_policies as t
where t.patient = ?1
order by t.id
