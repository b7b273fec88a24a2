-- name: between
select t.*
from visits as t
where t.started_at >= ?2
    and t.started_at < ?3
    and (?1 is null or t.provider = ?1)
    and t.deleted_at is null
order by t.started_at

-- name: last_of
select
    v.id,
    max(v.started_at)
from json_each(?1) as wanted
join visits as v
    on v.patient = unhex(wanted.value)
where v.deleted_at is null
group by v.patient

-- name: measured_kinds
select distinct t.own_kind
from measurements as t
where t.own_kind is not null

-- name: measured_between
select t.*
from json_each(?1) as wanted
join measurements as t on t.patient = unhex(wanted.value)
where t.measured_at >= ?2
    and t.measured_at < ?3
    and t.deleted_at is null
order by
    t.measured_at,
    t.id

-- name: measurements
select t.*
from measurements as t
where t.patient = ?1
order by t.measured_at

-- name: of_patient
select t.*
from visits as t
where t.patient = ?1
order by t.started_at desc

-- name: open
select t.*
from visits as t
where t.provider = ?1
    and t.ended_at is null
    and t.deleted_at is null
order by t.started_at
