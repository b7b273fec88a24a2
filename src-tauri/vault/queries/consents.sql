-- name: of_patient
select t.*
from consents as t
where t.patient = ?1
order by t.signed_on desc, t.id desc
