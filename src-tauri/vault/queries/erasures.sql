-- name: any
select exists (
    select 1
    from erasures
)

-- name: all
select t.*
from erasures as t

-- name: any_sending
select exists (
    select 1
    from queue
    where state = 'SENDING'
)

-- name: audit_entries
select
    device,
    number,
    entry
from audit
where patient in (
        select unhex(value)
        from json_each(?1)
    )
    or patient is null
    and resource = 'Patient'
    and resource_id in (
        select unhex(value)
        from json_each(?1)
    )

-- name: audit_log
select
    device,
    entry
from audit
order by device, number

-- name: begin
insert or ignore into unfinished_erasures (patient)
values (?1)

-- name: clinic
select t.*
from tenants as t

-- name: drafts
delete from drafts
where patient in (
        select unhex(value)
        from json_each(?1)
    )
    or row_id in (
        select unhex(value)
        from json_each(?1)
    )

-- name: end
delete from unfinished_erasures
where patient = ?1

-- name: ordered
select erased
from erasures

-- name: quarantined
delete from quarantined
where patient in (
        select unhex(value)
        from json_each(?1)
    )
    or row_id in (
        select unhex(value)
        from json_each(?1)
    )

-- name: queued
select
    seq,
    state,
    admin_signed,
    bytes
from queue
order by seq

-- name: read_log
delete from read_log
where patient in (
    select unhex(value)
    from json_each(?1)
)

-- name: replace_body
update audit
set entry = ?3
where device = ?1
    and number = ?2

-- name: replace_queued
-- what is left of it, without its author's signature
update queue
set
    bytes = ?2,
    cells = ?3,
    tag = row_tag('queue', seq, admin_signed, null, ?2),
    state = 'REJECTED',
    rejection = ?4,
    rejection_tag = row_tag('rejection', seq, substr(?2, 1, 16), ?4),
    resent_at = null,
    resent_writes = null
where seq = ?1

-- name: rejection
select rejection
from queue
where seq = ?1
    and state = 'REJECTED'

-- name: reviews
delete from reviews
where patient in (
    select unhex(value)
    from json_each(?1)
)

-- name: row_counts
delete from row_counts
where owner in (
    select unhex(value)
    from json_each(?1)
)

-- name: sent
select
    seq,
    bytes
from sent_groups

-- name: replace_sent
-- as in the queue; only with this tag its author signs it once more
update sent_groups
set
    bytes = ?2,
    cells = ?3,
    tag = row_tag('sent_groups', group_id, ?2)
where seq = ?1

-- name: queue_left
-- as one that was refused, for its author
update queue
set
    tag = row_tag('queue', seq, admin_signed, null, bytes),
    state = 'REJECTED',
    rejection = ?2,
    rejection_tag = row_tag('rejection', seq, substr(bytes, 1, 16), ?2),
    resent_at = null,
    resent_writes = null
where seq = ?1

-- name: delete_left
delete from sent_groups
where group_id = ?1

-- name: delete_sent
delete from sent_groups
where seq = ?1

-- name: shadows
select
    entity,
    row_id,
    state
from shadow_rows

-- name: unfinished
select patient
from unfinished_erasures

-- name: unknown_cells
delete from unknown_cells
where patient in (
        select unhex(value)
        from json_each(?1)
    )
    or row_id in (
        select unhex(value)
        from json_each(?1)
    )
