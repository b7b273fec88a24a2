-- name: of_patient
select t.*
from care_teams as t
where t.patient = ?1
order by t.id

-- name: of_users
select t.*
from json_each(?1) as wanted
join care_teams as t on t."user" = unhex(wanted.value)
order by t.id
