-- with whether each patient consents, and what each has left to pay, as their card has it
select
    a.*,
    p.id,
    p.given_name,
    p.family_name,
    p.birth_date,
    p.birth_date_estimated,
    p.sex,
    p.file_number,
    ap.attendance,
    u.first_name,
    u.last_name,
    f.name,
    exists (
        select 1
        from consents as c
        where c.patient = p.id and c.withdrawn_on is null
    ),
    (
        select
            sum(
                i.total_minor - (
                    select total(case when y.refunds is null then y.amount_minor else -y.amount_minor end)
                    from payments as y
                    where y.invoice = i.id
                )
            )
        from invoices as i
        where i.patient = p.id
            and not exists (
                select 1
                from invoice_voids as v
                where v.invoice = i.id
            )
    )
from appointments as a
join appointment_patients as ap on ap.appointment = a.id
join patients as p on p.id = ap.patient
join users as u on u.id = a.provider
join facilities as f on f.id = a.facility
where a.starts >= ?1 and a.starts < ?2 and a.deleted_at is null
order by a.starts
