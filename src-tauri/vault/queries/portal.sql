-- name: of_patient
select t.*
from portal_accounts as t
where t.patient = ?1
order by t.id

-- name: by_activation_token
select t.*
from portal_accounts as t
where t.activation_token = ?1
order by t.id
