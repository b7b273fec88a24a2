-- name: appointments
select
    span.key,
    t.status,
    count(*)
from json_each(?1) as span
join appointments as t
    on t.starts >= span.value ->> 0
    and t.starts < span.value ->> 1
left join users as u
    on u.id = t.provider
where t.deleted_at is null
    and (?2 is null or t.facility = ?2)
    and (?3 is null or u.department = ?3)
    and (?4 is null or t.provider = ?4)
group by
    span.key,
    t.status

-- name: load
select
    t.provider,
    t.room,
    t.status,
    count(*),
    sum(min(max((t.ends - t.starts) / 60000000, 0), 1440))
from appointments as t
left join users as u
    on u.id = t.provider
where t.starts >= ?1
    and t.starts < ?2
    and t.deleted_at is null
    and (?3 is null or t.facility = ?3)
    and (?4 is null or u.department = ?4)
    and (?5 is null or t.provider = ?5)
group by
    t.provider,
    t.room,
    t.status

-- name: steps
select
    span.key,
    c.appointment,
    c.at,
    c.to_status
from json_each(?1) as span
join appointments as t
    on t.starts >= span.value ->> 0
    and t.starts < span.value ->> 1
join appointment_status_changes as c
    on c.appointment = t.id
left join users as u
    on u.id = t.provider
where t.deleted_at is null
    and t.status in ('IN_ROOM', 'COMPLETED')
    and (?2 is null or t.facility = ?2)
    and (?3 is null or u.department = ?3)
    and (?4 is null or t.provider = ?4)
order by
    t.id,
    c.at,
    c.created_at

-- name: payments
select
    span.key,
    i.currency,
    t.method,
    t.refunds is not null,
    t.amount_minor
from json_each(?1) as span
join payments as t
    on t.at >= span.value ->> 0
    and t.at < span.value ->> 1
join invoices as i
    on i.id = t.invoice
left join appointments as a
    on a.id = i.appointment
left join users as u
    on u.id = a.provider
where (?2 is null or a.facility = ?2)
    and (?3 is null or u.department = ?3)
    and (?4 is null or a.provider = ?4)

-- name: invoices
select
    t.currency,
    t.total_minor
from invoices as t
left join appointments as a
    on a.id = t.appointment
left join users as u
    on u.id = a.provider
where t.issued_on >= ?1
    and t.issued_on < ?2
    and not exists (
        select 1
        from invoice_voids as v
        where v.invoice = t.id
    )
    and (?3 is null or a.facility = ?3)
    and (?4 is null or u.department = ?4)
    and (?5 is null or a.provider = ?5)

-- name: patients
select
    t.id,
    t.created_at,
    t.deleted_at
from patients as t
left join users as u
    on u.id = t.dietitian
where t.created_at is not null
    and (?1 is null or t.facility = ?1)
    and (?2 is null or u.department = ?2)
    and (?3 is null or t.dietitian = ?3)
