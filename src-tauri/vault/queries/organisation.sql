-- name: facilities
select t.*
from facilities as t
where t.deleted_at is null
order by t.name, t.id

-- name: rooms
select t.*
from rooms as t
where t.facility = ?1
    and t.deleted_at is null
order by t.name, t.id
