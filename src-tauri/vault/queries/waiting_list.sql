-- name: current
select t.*
from waiting_list_entries as t
where t.ended_at is null
    and t.deleted_at is null
order by
    t.since,
    t.id

-- name: ended_since
select t.*
from waiting_list_entries as t
where t.ended_at >= ?1
    and t.deleted_at is null
order by
    t.ended_at desc,
    t.id

-- name: calls
select t.*
from json_each(?1) as wanted
join phone_calls as t
    on t.patient = unhex(wanted.value)
    and t.purpose = 'WAITING'
order by
    t.at desc,
    t.id desc

-- name: freed_after
select t.*
from freed_slots as t
where t.starts > ?1
    and t.deleted_at is null
order by
    t.starts,
    t.id

-- name: current_of_patients
select t.*
from json_each(?1) as wanted
join waiting_list_entries as t on t.patient = unhex(wanted.value)
where t.ended_at is null
    and t.deleted_at is null
order by t.id
