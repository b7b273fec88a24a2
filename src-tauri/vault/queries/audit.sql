-- name: accept_log
insert or replace into accepted_logs (device, number, hash, digest, tag)
values (?1, ?2, ?3, ?4, row_tag('accepted_logs', ?1, ?2, ?3, ?4))

-- name: accepted_log
select
    number,
    hash,
    digest
from accepted_logs
where device = ?1
    and is_row_tag(tag, 'accepted_logs', device, number, hash, digest)

-- name: accepted_logs
select device
from accepted_logs
where is_row_tag(tag, 'accepted_logs', device, number, hash, digest)

-- name: acknowledged
select
    audit_sent_number,
    audit_sent_hash
from device

-- name: devices
select distinct device
from audit
where device <> ?1
order by device

-- name: devices_of_number
select t.*
from devices as t
where t.number = ?1

-- name: devices_of_key
select t.*
from devices as t
where t.public_key = ?1

-- name: entry
select entry
from audit
where device = ?1
    and number = ?2

-- name: all_devices
select t.*
from devices as t

-- name: chain
select
    number,
    entry,
    at_us,
    user_id,
    action,
    resource,
    resource_id,
    patient,
    outcome,
    severity,
    session,
    opens,
    retention_until_us,
    facility
from audit
where device = ?1
order by number

-- name: has_left_log
select 1
from former_audit_logs
where left_at > ?1

-- name: is_accepted_log
select 1
from former_audit_logs
where device = ?1
    and left_at = 0

-- name: logs_before
-- from one to the next by the key: each log is long
with recursive logs (device) as (
    select max(device)
    from audit
    where device < ?1
    union all
    select (
        select max(audit.device)
        from audit
        where audit.device < logs.device
    )
    from logs
    where logs.device is not null
)
select device
from logs
where typeof(device) = 'integer'

-- name: ends_of
select entry
from (
    select entry
    from audit
    where device = ?1
    order by number desc
    limit ?2
)
union all
select entry
from (
    select entry
    from audit
    where device = ?1
    order by number
    limit ?2
)

-- name: insert
insert into audit (
    device,
    number,
    at_us,
    user_id,
    session,
    opens,
    facility,
    action,
    resource,
    resource_id,
    patient,
    outcome,
    severity,
    retention_until_us,
    entry
)
values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)

-- name: end_log
update former_audit_logs
set sent_number = (
    select coalesce(max(number), 0)
    from audit
    where audit.device = ?1
)
where device = ?1

-- name: leave_log
insert or replace into former_audit_logs (device, sent_number, left_at)
select
    number,
    audit_sent_number,
    ?1
from device

-- name: newest_key
select t.*
from key_grants as t
where t.kind = 'AUDIT'
    and t.public_key is not null
order by t.epoch desc

-- name: next_number
select resource_id
from audit
where device = ?1
    and action = ?2
    and resource_id is not null
order by number desc
limit 1

-- name: note_read
insert into read_log (user_id, patient, at_us, tag)
values (?1, ?2, ?3, row_tag('read_log', ?1, ?2, ?3))
on conflict (user_id, patient) do update
set
    at_us = excluded.at_us,
    tag = excluded.tag
where read_log.at_us <= ?4
    -- the clock was ahead: that excuses no read
    or read_log.at_us > ?3
    -- nor does what another program put there
    or not is_row_tag(read_log.tag, 'read_log', read_log.user_id, read_log.patient, read_log.at_us)

-- name: note_sent
update device
set
    audit_sent_number = ?1,
    audit_sent_hash = ?2

-- name: latest_of_device
-- of the newest entries, since nothing finds the latest among all of them
select max(at_us)
from (
    select at_us
    from audit
    where device = ?1
    order by number desc
    limit 1000
)
-- another program's value of another type is no time
where typeof(at_us) = 'integer'

-- name: note_log_sent
update former_audit_logs
set sent_number = ?2
where device = ?1

-- name: of_device
select entry
from audit
where device = ?1
order by number

-- name: openings
select
    audit.session,
    audit.entry
from json_each(?1) as wanted
join audit on audit.session = wanted.value
where audit.device = ?2
    and audit.opens = 1
order by audit.number

-- name: page
select
    number,
    entry
from audit
where device = ?1
    and (?2 is null or number < ?2)
order by number desc

-- name: send_logs_again
update former_audit_logs
set sent_number = 0

-- name: up_to
select *
from audit
where device = ?1
    and number <= ?2
order by number

-- name: unsent
select
    audit.entry,
    audit.device
from audit
join device on device.number = audit.device
where audit.number > device.audit_sent_number
    and audit.device not in (
        select value
        from json_each(?1)
    )
order by audit.number

-- name: unsent_of_logs
select
    audit.entry,
    audit.device
from former_audit_logs as former
join audit on audit.device = former.device
where audit.number > former.sent_number
    and former.device not in (
        select value
        from json_each(?1)
    )
order by
    audit.device,
    audit.number
