-- name: drafts
select t.*
from json_each(?1) as wanted
join invoice_drafts as t on t.quote = unhex(wanted.value)
order by t.id

-- name: invoices
select t.*
from json_each(?1) as wanted
join invoices as t on t.quote = unhex(wanted.value)
order by t.id

-- name: last_of_series
select t.*
from quotes as t
where t.series = ?1
order by t.serial desc
limit 20

-- name: of_patient
select t.*
from quotes as t
where t.patient = ?1
order by t.id

-- name: valid_until
select t.*
from quotes as t
join patients as p
    on p.id = t.patient
where t.valid_until >= ?1
    and t.is_declined = 0
    and t.deleted_at is null
    and p.deleted_at is null
order by
    t.valid_until,
    t.id
