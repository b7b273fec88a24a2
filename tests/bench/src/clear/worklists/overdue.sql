-- ?1 is today; each age has its first hundred, and its count and sum are of all
with
unpaid as (
    select
        i.*,
        i.total_minor - (
            select total(case when y.refunds is null then y.amount_minor else -y.amount_minor end)
            from payments as y
            where y.invoice = i.id
        ) as left_to_pay
    from invoices as i
    where i.due_on < ?1
        and left_to_pay > 0
        and not exists (
            select 1
            from invoice_voids as v
            where v.invoice = i.id
        )
),
aged as (
    select
        *,
        case
            when ?1 - due_on <= 30 then 0
            when ?1 - due_on <= 60 then 1
            else 2
        end as age
    from unpaid
),
ranked as (
    select
        *,
        row_number() over (partition by age order by due_on, id) as rank,
        count(*) over (partition by age) as total,
        sum(left_to_pay) over (partition by age, currency) as sum
    from aged
)
select
    r.*,
    p.given_name,
    p.family_name,
    p.birth_date,
    p.birth_date_estimated,
    p.sex,
    p.file_number
from ranked as r
join patients as p on p.id = r.patient
where r.rank <= 100
