-- name: of_patient
select t.*
from record_requests as t
where t.patient = ?1
order by t.id

-- name: open
select t.*
from record_requests as t
where t.status = 'OPEN'
    and t.deleted_at is null
order by
    t.due_on,
    t.id
