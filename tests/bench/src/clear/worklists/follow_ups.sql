-- ?1 is today, ?2 its beginning
with
last as materialized (
    select patient, max(started_at) as started_at, follow_up_date
    from visits
    where deleted_at is null
    group by patient
),
booked as materialized (
    select ap.patient
    from appointments as a
    join appointment_patients as ap on ap.appointment = a.id
    where a.starts >= ?2
        and a.deleted_at is null
        and ap.deleted_at is null
        and a.status not in ('COMPLETED', 'NO_SHOW', 'CANCELLED')
),
open as materialized (
    select
        p.id,
        v.started_at,
        v.follow_up_date as due,
        case
            when v.follow_up_date < ?1 then 0
            when v.follow_up_date < ?1 + 7 then 1
            else 2
        end as part
    from patients as p
    left join last as v on v.patient = p.id
    where p.deleted_at is null
        and p.status in ('ACTIVE', 'WAITLIST', 'ON_HOLD')
        and p.id not in (
            select patient
            from booked
        )
)
select
    o.*,
    p.given_name,
    p.family_name,
    p.birth_date,
    p.birth_date_estimated,
    p.sex,
    p.file_number,
    p.phones,
    u.first_name,
    u.last_name,
    c.at,
    c.result,
    c.retry_on,
    c.note,
    (select count(*) from open where part = 0),
    (select count(*) from open where part = 1),
    (select count(*) from open where part = 2)
from open as o
join patients as p on p.id = o.id
left join users as u on u.id = p.dietitian
left join phone_calls as c
    on c.id = (
        select l.id
        from phone_calls as l
        where l.patient = o.id and l.purpose = 'FOLLOW_UP'
        order by l.at desc
        limit 1
    )
where o.part = 0
order by o.due, o.id
limit 100
