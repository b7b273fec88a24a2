-- name: attendances_of_patient
select t.*
from appointment_patients as t
where t.patient = ?1
order by t.id

-- name: attendees
select t.*
from appointment_patients as t
where t.appointment = ?1
    and t.deleted_at is null
order by t.id

-- name: attendees_between
-- none lasts longer than a day; their days are looked for first, then who comes
select t.*
from appointments as a
cross join appointment_patients as t on t.appointment = a.id
where a.starts > ?1 - 86400000000
    and a.starts < ?2
    and a.ends > ?1
    and a.deleted_at is null
    and t.deleted_at is null
order by t.id

-- name: attendees_of_appointments
select t.*
from json_each(?1) as wanted
join appointment_patients as t on t.appointment = unhex(wanted.value)
where t.deleted_at is null
order by t.id

-- name: booked_rooms
select t.room, count(*)
from appointments as t
where t.starts >= ?1
    and t.room is not null
    and t.deleted_at is null
    and t.status not in ('COMPLETED', 'NO_SHOW', 'CANCELLED')
group by t.room

-- name: booked_types
select t.kind, count(*)
from appointments as t
where t.deleted_at is null
    and t.kind is not null
group by t.kind

-- name: between
select t.*
from appointments as t
where t.starts > ?2 - 86400000000
    and t.starts < ?3
    and t.ends > ?2
    and (?1 is null or t.provider = ?1)
    and t.deleted_at is null
order by t.starts

-- name: in_spans
select t.*
from appointments as t
where t.id in (
        select a.id
        from json_each(?1) as span
        join appointments as a
            on a.starts > (span.value ->> 0) - 86400000000
            and a.starts < span.value ->> 1
        where a.ends > span.value ->> 0
            and a.deleted_at is null
    )
order by t.starts

-- name: next_expected
select a.starts
from appointments as a
where a.starts >= ?2
    and (?1 is null or a.facility = ?1)
    and a.deleted_at is null
    and a.status in ('SCHEDULED', 'CONFIRMED')
order by a.starts
limit 1

-- name: next_of
select
    p.id,
    a.id,
    min(a.starts)
from json_each(?1) as wanted
join appointment_patients as p
    on p.patient = unhex(wanted.value)
join appointments as a
    on a.id = p.appointment
where p.deleted_at is null
    and p.attendance not in ('ABSENT', 'EXCUSED')
    and a.deleted_at is null
    and a.starts >= ?2
    and a.status not in ('COMPLETED', 'NO_SHOW', 'CANCELLED')
group by p.patient

-- name: of_series
select t.*
from json_each(?1) as wanted
join appointments as t on t.series = unhex(wanted.value)
where t.deleted_at is null
order by t.starts, t.id

-- name: topics_of_appointments
select t.*
from json_each(?1) as wanted
join group_topics as t on t.appointment = unhex(wanted.value)
where t.deleted_at is null
order by t.id

-- name: status_changes_of_patient
select t.*
from appointment_status_changes as t
where t.patient = ?1
order by t.created_at

-- name: status_changes_of_appointments
select t.*
from json_each(?1) as wanted
join appointment_status_changes as t on t.appointment = unhex(wanted.value)
order by t.id
