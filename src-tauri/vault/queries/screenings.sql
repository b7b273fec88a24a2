-- name: of_patient
select t.*
from screenings as t
where t.patient = ?1
order by t.screened_at desc
