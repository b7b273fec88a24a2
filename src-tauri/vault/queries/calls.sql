-- name: last_of
select (
    select c.id
    from phone_calls as c
    where c.patient = unhex(wanted.value)
        and c.purpose = ?2
    order by
        c.at desc,
        c.id desc
    limit 1
)
from json_each(?1) as wanted

-- name: of_patient
select t.*
from phone_calls as t
where t.patient = ?1
order by
    t.at desc,
    t.id desc

-- name: unbooked
select
    p.id,
    p.status = 'ACTIVE',
    v.started_at,
    v.follow_up_date,
    c.at,
    c.result,
    c.retry_on
from patients as p
left join visits as v
    on v.id = (
        select l.id
        from visits as l
        where l.patient = p.id
            and l.deleted_at is null
        order by
            l.started_at desc,
            l.id desc
        limit 1
    )
left join phone_calls as c
    on c.id = (
        select l.id
        from phone_calls as l
        where l.patient = p.id
            and l.purpose = 'FOLLOW_UP'
        order by
            l.at desc,
            l.id desc
        limit 1
    )
where p.deleted_at is null
    and p.status in ('ACTIVE', 'WAITLIST', 'ON_HOLD')
    and (?2 is null or p.dietitian = ?2)
    and p.id not in (
        select b.patient
        from appointments as a
        join appointment_patients as b
            on b.appointment = a.id
        where a.starts >= ?1
            and a.deleted_at is null
            and b.deleted_at is null
            and b.attendance not in ('ABSENT', 'EXCUSED')
            and a.status not in ('COMPLETED', 'NO_SHOW', 'CANCELLED')
    )
