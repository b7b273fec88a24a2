-- name: between
select t.*
from absences as t
where t.ends > ?1
    and t.starts < ?2
    and (t.ended_at is null or t.ended_at > ?1)
    and t.deleted_at is null
order by
    t.starts,
    t.id

-- name: inside
select
    t.id,
    a.id
from json_each(?1) as wanted
join absences as t on t.id = unhex(wanted.value)
join appointments as a
    on a.provider = t.provider
    and a.starts > t.starts - ?3
    and a.starts < t.ends
where a.ends > max(t.starts, ?2)
    and a.status in ('SCHEDULED', 'CONFIRMED', 'ARRIVED', 'IN_ROOM')
    and a.deleted_at is null
union
select
    t.id,
    a.id
from json_each(?1) as wanted
join absences as t on t.id = unhex(wanted.value)
join appointments as a
    on a.room = t.room
    and a.starts > t.starts - ?3
    and a.starts < t.ends
where a.ends > max(t.starts, ?2)
    and a.status in ('SCHEDULED', 'CONFIRMED', 'ARRIVED', 'IN_ROOM')
    and a.deleted_at is null
