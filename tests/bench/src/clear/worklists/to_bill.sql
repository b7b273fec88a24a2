-- ?1 to ?2 are the times of the visits that are still billed; each part has its first hundred and counts all
with
unbilled as (
    select a.id, ap.patient, a.starts as at, a.kind as what, 0 as amount
    from appointments as a
    join appointment_patients as ap on ap.appointment = a.id
    where a.starts >= ?1
        and a.starts < ?2
        and a.status = 'COMPLETED'
        and a.deleted_at is null
        and ap.attendance not in ('ABSENT', 'EXCUSED')
        and not exists (
            select 1
            from invoice_drafts as d
            where d.appointment = a.id
        )
        and not exists (
            select 1
            from invoices as i
            where i.appointment = a.id
                and not exists (
                    select 1
                    from invoice_voids as v
                    where v.invoice = i.id
                )
        )
),
unissued as (
    select d.id, d.patient, 0 as at, d.lines as what, 0 as amount
    from invoice_drafts as d
    where not exists (
        select 1
        from invoices as i
        where i.draft = d.id
    )
),
unpaid as (
    select
        i.id,
        i.patient,
        i.due_on as at,
        i.lines as what,
        i.total_minor - (
            select total(case when y.refunds is null then y.amount_minor else -y.amount_minor end)
            from payments as y
            where y.invoice = i.id
        ) as amount
    from invoices as i
    where amount <> 0
        and not exists (
            select 1
            from invoice_voids as v
            where v.invoice = i.id
        )
),
listed as (
    select *
    from (
        select 0 as part, *, count(*) over () as total
        from unbilled
        order by at
        limit 100
    )
    union all
    select *
    from (
        select 1 as part, *, count(*) over () as total
        from unissued
        order by id
        limit 100
    )
    union all
    select *
    from (
        select 2 as part, *, count(*) over () as total
        from unpaid
        order by at
        limit 100
    )
)
select
    l.*,
    p.given_name,
    p.family_name,
    p.birth_date,
    p.birth_date_estimated,
    p.sex,
    p.file_number
from listed as l
join patients as p on p.id = l.patient
where l.part <> 0 or p.deleted_at is null
