-- name: closings
select t.*
from cash_closings as t
where t.day = ?1
order by
    t.at,
    t.id

-- name: drafts
select t.*
from invoice_drafts as t
where t.patient = ?1
order by t.id

-- name: drafts_at
select t.*
from json_each(?1) as wanted
join invoice_drafts as t on t.appointment = unhex(wanted.value)
order by t.id

-- name: drafts_not_issued
select t.*
from invoice_drafts as t
join patients as p
    on p.id = t.patient
where t.deleted_at is null
    and p.deleted_at is null
    and not exists (
        select 1
        from invoices as i
        where i.draft = t.id
    )
order by t.id

-- name: invoices
select t.*
from invoices as t
where t.patient = ?1
order by t.id

-- name: invoices_at
select t.*
from json_each(?1) as wanted
join invoices as t on t.appointment = unhex(wanted.value)
order by t.id

-- name: last_of_series
select t.*
from invoices as t
where t.series = ?1
order by t.serial desc
limit 20

-- name: payments
select t.*
from payments as t
where t.patient = ?1
order by
    t.at,
    t.id

-- name: payments_between
select t.*
from payments as t
where t.at >= ?1
    and t.at < ?2
order by
    t.at,
    t.id

-- name: payments_of_invoices
select t.*
from json_each(?1) as wanted
join payments as t on t.invoice = unhex(wanted.value)
order by
    t.at,
    t.id

-- name: same_visit
select t.*
from json_each(?1) as wanted
join invoices as own on own.id = unhex(wanted.value)
join invoices as t
    on t.draft = own.draft
    or (t.appointment = own.appointment and t.patient = own.patient)
    or t.quote = own.quote
where t.id <> own.id
order by t.id

-- name: unbilled
select
    a.id,
    p.patient
from appointments as a
join appointment_patients as p on p.appointment = a.id
join patients as of_patient on of_patient.id = p.patient
where a.status = 'COMPLETED'
    and a.starts >= ?1
    and a.starts < ?2
    and a.deleted_at is null
    and p.deleted_at is null
    and p.attendance not in ('ABSENT', 'EXCUSED')
    and of_patient.deleted_at is null
    and not exists (
        select 1
        from invoice_drafts as d
        where d.appointment = a.id
            and (d.patient = p.patient or a.seats is null)
            and d.deleted_at is null
            and not exists (
                select 1
                from invoices as i
                where i.draft = d.id
            )
    )
    and not exists (
        select 1
        from invoices as i
        where i.appointment = a.id
            and (i.patient = p.patient or a.seats is null)
            and not exists (
                select 1
                from invoice_voids as v
                where v.invoice = i.id
            )
    )
    and not exists (
        select 1
        from package_uses as u
        join packages as k on k.id = u.package
        where u.appointment = a.id
            and (u.patient = p.patient or a.seats is null)
            and u.returns is null
            and not exists (
                select 1
                from package_uses as r
                where r.returns = u.id
            )
            and k.deleted_at is null
            and (
                k.draft is null
                or exists (
                    select 1
                    from invoices as i
                    where i.draft = k.draft
                        and not exists (
                            select 1
                            from invoice_voids as v
                            where v.invoice = i.id
                        )
                )
                or exists (
                    select 1
                    from invoice_drafts as d
                    where d.id = k.draft
                        and d.deleted_at is null
                        and not exists (
                            select 1
                            from invoices as i
                            where i.draft = d.id
                        )
                )
            )
    )
order by
    a.starts,
    p.id

-- name: unpaid
-- a sum of integers that is too large ends the statement; a total is exact as far as amounts that forms take go
select i.id
from invoices as i
where (
    select total(case when t.refunds is null then t.amount_minor else -t.amount_minor end)
    from payments as t
    where t.invoice = i.id
) <> case
    when exists (
        select 1
        from invoice_voids as v
        where v.invoice = i.id
    ) then 0
    else i.total_minor
end
order by i.id

-- name: unpaid_of_patients
select t.*
from json_each(?1) as wanted
join invoices as t on t.patient = unhex(wanted.value)
where (
    select total(case when p.refunds is null then p.amount_minor else -p.amount_minor end)
    from payments as p
    where p.invoice = t.id
) <> case
    when exists (
        select 1
        from invoice_voids as v
        where v.invoice = t.id
    ) then 0
    else t.total_minor
end
order by t.id

-- name: voids
select t.*
from invoice_voids as t
where t.patient = ?1
order by
    t.at,
    t.id

-- name: voids_of_invoices
select t.*
from json_each(?1) as wanted
join invoice_voids as t on t.invoice = unhex(wanted.value)
order by
    t.at,
    t.id
