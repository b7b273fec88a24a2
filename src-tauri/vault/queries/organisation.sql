-- name: rooms
select t.*
from rooms as t
where t.facility = ?1
    and t.deleted_at is null
order by t.name, t.id
