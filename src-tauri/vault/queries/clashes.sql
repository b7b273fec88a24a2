-- name: of_appointments
select t.*
from json_each(?1) as wanted
join clash_decisions as t on t.appointment = unhex(wanted.value)
order by t.id

-- name: since
select t.*
from clash_decisions as t
where t.at >= ?1
order by
    t.at desc,
    t.id
