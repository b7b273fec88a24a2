-- name: addenda_of_patient
select t.*
from addenda as t
where t.patient = ?1
order by t.created_at

-- name: at_visit
select t.*
from notes as t
where t.visit = ?1
    and t.deleted_at is null
order by t.created_at

-- name: at_visits
select t.*
from json_each(?1) as wanted
join notes as t
    on t.visit = unhex(wanted.value)
where t.deleted_at is null
order by t.created_at

-- name: of_patient
select t.*
from notes as t
where t.patient = ?1
order by t.created_at desc

-- name: versions
select t.*
from note_versions as t
where t.note = ?1
order by t.version, t.created_at
