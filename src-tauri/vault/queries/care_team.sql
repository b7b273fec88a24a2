-- name: of_patient
select t.*
from care_teams as t
where t.patient = ?1
order by t.id

-- name: of_user
select t.*
from care_teams as t
where t."user" = ?1
order by t.id
