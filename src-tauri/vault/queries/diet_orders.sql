-- name: of_patient
select t.*
from diet_orders as t
where t.patient = ?1
order by t.started_at desc, t.id desc
