-- name: admin_signed_audit
select audit
from admin_signed_actions
where action = ?1

-- name: admin_signed_delete
delete from admin_signed_actions
where action = ?1
    and state = 'PENDING'

-- name: admin_signed_find
select
    state,
    code
from admin_signed_actions
where action = ?1

-- name: admin_signed_insert
insert into admin_signed_actions (action, name, created_at, state, audit)
values (?1, ?2, ?3, 'PENDING', ?4)

-- name: admin_signed_pending
select exists (
    select 1
    from queue
    where admin_signed > 0
        and state <> 'REJECTED'
)

-- name: admin_signed_state
update admin_signed_actions
set
    state = ?2,
    code = ?3,
    audit = null
where action = ?1

-- name: admin_signed_unsent
select not exists (
    select 1
    from queue
    where action = ?1
        and state = 'SENDING'
)

-- name: admin_signed_waiting
select action
from admin_signed_actions
where state = 'PENDING'
order by created_at
limit 1

-- name: by_patient
select
    coalesce(queue_rows.patient, case when queue_rows.entity = 20 then queue_rows.row_id end),
    count(distinct queue.seq) filter (where queue.state <> 'REJECTED'),
    count(distinct queue.seq) filter (where queue.state = 'REJECTED'),
    min(queue.created_at),
    max(queue.state = 'SENDING')
from queue_rows
join queue on queue.seq = queue_rows.seq
where queue_rows.patient is not null
    or queue_rows.entity = 20
group by 1

-- name: chain
select
    number,
    hash
from push_chain

-- name: count_of_action
select count(*)
from queue
where action = ?1

-- name: delete
delete from queue
where seq = ?1

-- name: delete_all_rows
delete from queue_rows

-- name: delete_rows
delete from queue_rows
where seq = ?1
    and row_id in (
        select unhex(value)
        from json_each(?2)
    )

-- name: find_refused
select
    seq,
    action,
    admin_signed,
    cells,
    bytes
from queue
where group_id = ?1
    and state = 'REJECTED'

-- name: groups_of_action
select
    seq,
    bytes
from queue
where action = ?1

-- name: has_server
select exists (
    select 1
    from connection
)

-- name: images
select
    queue_rows.seq,
    queue_rows.image
from queue_rows
join queue on queue.seq = queue_rows.seq
where queue_rows.entity = ?1
    and queue_rows.row_id = ?2
    and (?3 or queue.state <> 'REJECTED')
    and queue.admin_signed <> 2
order by queue_rows.seq

-- name: images_of_group
select
    own.entity,
    own.row_id,
    own.image
from json_each(?2) as written
cross join queue_rows as own
    on own.row_id = unhex(written.value)
    and own.seq = ?1
where own.image is not null

-- name: insert
insert into queue (group_id, action, name, author, created_at, cells, admin_signed, state, bytes)
values (?1, ?2, ?3, ?4, ?5, ?6, ?7, 'WAITING', ?8)

-- name: insert_row
insert into queue_rows (entity, row_id, seq, patient, image)
values (?1, ?2, ?3, ?4, ?5)

-- name: is_alone
select
    not exists (
        select 1
        from queue
        where seq <> ?1
    )

-- name: is_last
select
    not exists (
        select 1
        from queue
        where seq > ?1
    )

-- name: later_images
select
    later.entity,
    later.row_id,
    later.seq,
    later.image
from json_each(?2) as own
cross join queue_rows as later
    on later.row_id = unhex(own.value)
    and later.seq > ?1
join queue on queue.seq = later.seq
where later.image is not null
    and queue.state <> 'REJECTED'
    and queue.admin_signed <> 2

-- name: newest_waiting
select group_id
from queue
where state = 'WAITING'
order by seq desc
limit 1

-- name: note_sent
update queue
set state = 'SENDING'
where seq = ?1

-- name: note_unsent
update queue
set state = 'WAITING'
where state = 'SENDING'

-- name: others
select bytes
from queue
where seq <> ?1

-- name: refused_groups
select
    seq,
    bytes
from queue
where state = 'REJECTED'
order by seq

-- name: reject
update queue
set
    state = 'REJECTED',
    rejection = ?2
where seq = ?1

-- name: rejected
select
    seq,
    group_id,
    action,
    name,
    author,
    created_at,
    rejection,
    bytes
from queue
where state = 'REJECTED'
order by seq

-- name: requeue
update queue
set
    group_id = ?2,
    bytes = ?3,
    state = 'WAITING',
    rejection = null
where seq = ?1

-- name: row_sync
select
    count(*) filter (where queue.state = 'WAITING'),
    count(*) filter (where queue.state = 'SENDING'),
    count(*) filter (where queue.state = 'REJECTED'),
    min(queue.created_at)
from queue_rows
join queue on queue.seq = queue_rows.seq
where queue_rows.entity = ?1
    and queue_rows.row_id = ?2

-- name: rows_sync
select
    queue_rows.row_id,
    count(*) filter (where queue.state = 'WAITING'),
    count(*) filter (where queue.state = 'SENDING'),
    count(*) filter (where queue.state = 'REJECTED'),
    min(queue.created_at)
from queue_rows
join queue on queue.seq = queue_rows.seq
where queue_rows.entity = ?1
    and queue_rows.row_id in (
        select unhex(value)
        from json_each(?2)
    )
group by queue_rows.row_id

-- name: sending
select
    seq,
    action,
    admin_signed,
    cells,
    bytes
from queue
where state = 'SENDING'
-- not by the key itself: the few that are sent have an index of their own, and what waits may be long
order by +seq

-- name: set_chain
insert into push_chain (one, number, hash)
values (1, ?1, ?2)
on conflict (one) do update
set
    number = excluded.number,
    hash = excluded.hash

-- name: set_image
update queue_rows
set image = ?4
where entity = ?1
    and row_id = ?2
    and seq = ?3

-- name: waiting
select
    seq,
    action,
    admin_signed,
    cells,
    bytes
from queue
where state = 'WAITING'
order by seq
