-- name: between
select t.*
from stays as t
join patients as p
    on p.id = t.patient
where t.from_day <= ?2
    and (t.until_day is null or t.until_day >= ?1)
    and t.deleted_at is null
    and p.deleted_at is null
order by
    t.from_day,
    t.id

-- name: of_patient
select t.*
from stays as t
where t.patient = ?1
order by t.id
