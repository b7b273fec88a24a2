-- name: open
select
    t.id,
    t.priority,
    t.facility,
    t.department,
    t.created_by,
    t.raised_at,
    t.acknowledged_at
from alerts as t
where t.outcome is null
    and t.deleted_at is null
    and (t.expires_at is null or t.expires_at > ?1)
order by
    case t.priority
        when 'CRITICAL' then 1
        when 'HIGH' then 2
        when 'MEDIUM' then 3
        else 4
    end,
    t.raised_at desc,
    t.id desc

-- name: raised_since
select
    t.id,
    t.priority,
    t.facility,
    t.department,
    t.created_by,
    t.raised_at,
    t.acknowledged_at
from alerts as t
where t.raised_at >= ?2
    and t.deleted_at is null
    and (t.outcome is not null or t.expires_at <= ?1)
order by
    t.raised_at desc,
    t.id desc

-- name: escalations
select t.*
from json_each(?1) as wanted
join alert_escalations as t on t.alert = unhex(wanted.value)
order by
    t.at,
    t.id

-- name: is_critical_waiting
select exists (
    select 1
    from alerts as t
    where t.outcome is null
        and t.priority = 'CRITICAL'
        and t.acknowledged_at is null
        and t.deleted_at is null
        and (t.expires_at is null or t.expires_at > ?1)
)
