-- name: of_patient
select t.*
from energy_estimates as t
where t.patient = ?1
order by t.estimated_at desc
