-- name: added_after
select t.*
from addenda as t
where t.created_by = ?1
    and t.created_at > ?2
order by t.created_at desc

-- name: addenda_of_patient
select t.*
from addenda as t
where t.patient = ?1
order by t.created_at

-- name: addenda_of_patients
select t.*
from json_each(?1) as wanted
join addenda as t on t.patient = unhex(wanted.value)
order by t.created_at

-- name: at_visits
select t.*
from json_each(?1) as wanted
join visits
    on visits.id = unhex(wanted.value)
join notes as t
    on t.patient = visits.patient
    and t.visit = visits.id
where t.deleted_at is null
order by t.created_at

-- name: all_signed
select t.*
from notes as t
where t.status = 'SIGNED'

-- name: signed_of
select t.*
from notes as t
where t.patient = ?1
    and t.status = 'SIGNED'

-- name: of_patient
select t.*
from notes as t
where t.patient = ?1
order by t.created_at desc

-- name: signed_after
select t.*
from notes as t
where t.signed_by = ?1
    and t.signed_at > ?2
order by t.signed_at desc

-- name: voided_after
select t.*
from note_voids as t
where t.created_by = ?1
    and t.created_at > ?2
order by t.created_at desc

-- name: voids_of_patients
select t.*
from json_each(?1) as wanted
join note_voids as t on t.patient = unhex(wanted.value)
order by t.created_at, t.id

-- name: voids_of_patient
select t.*
from note_voids as t
where t.patient = ?1
order by t.created_at, t.id

-- name: versions_of_patient
select t.*
from note_versions as t
where t.patient = ?1
order by t.created_at
