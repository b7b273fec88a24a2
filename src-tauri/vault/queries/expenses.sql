-- name: between
select t.*
from expenses as t
where t.spent_on >= ?1
    and t.spent_on < ?2
    and t.deleted_at is null
order by
    t.spent_on,
    t.id

-- name: reported
select
    t.spent_on,
    t.currency,
    t.category,
    t.amount_minor
from expenses as t
where t.spent_on >= ?1
    and t.spent_on < ?2
    and t.deleted_at is null
    and (?3 is null or t.facility = ?3)
