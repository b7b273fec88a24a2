-- name: of_patient
select t.*
from given_handouts as t
where t.patient = ?1
order by t.given_at desc, t.id desc
