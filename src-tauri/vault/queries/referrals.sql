-- name: of_patient
select t.*
from referrals as t
where t.patient = ?1
order by t.id
