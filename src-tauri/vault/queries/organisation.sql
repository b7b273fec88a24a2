-- name: facilities_in_use
-- in the order in which they were created
select t.*
from facilities as t
where t.is_active = 1
    and t.deleted_at is null
order by t.created_at, t.id

-- name: rooms
select t.*
from rooms as t
where t.facility = ?1
    and t.deleted_at is null
order by t.name, t.id
