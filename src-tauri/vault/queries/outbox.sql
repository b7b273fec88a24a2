-- name: admin_signed_accept_lost
-- an admin was told that nothing of it waits any more
update admin_signed_actions
set
    state = 'REJECTED',
    audit = null
where state = 'PENDING'
    -- a row of another name cannot be stored again
    and typeof(action) = 'blob'
    and not exists (
        select 1
        from queue
        where queue.admin_signed = 2
            and substr(queue.bytes, 33, 16) = admin_signed_actions.action
    )

-- name: admin_signed_accept_missing
-- or that its entry is not there any more
insert or replace into admin_signed_actions (action, name, created_at, state, first_line, last_line, audit, tag)
select
    substr(bytes, 33, 16),
    '',
    created_at,
    'PENDING',
    seq,
    seq,
    null,
    row_tag('admin_signed_actions', substr(bytes, 33, 16), seq, seq, null)
from queue
where admin_signed = 2
    and is_row_tag(tag, 'queue', seq, 2, null, bytes)
    and not exists (
        select 1
        from admin_signed_actions as known
        where known.action = substr(queue.bytes, 33, 16)
            and is_row_tag(
                known.tag, 'admin_signed_actions', known.action, known.first_line, known.last_line, known.audit
            )
    )

-- name: admin_signed_audit
select
    audit,
    is_row_tag(tag, 'admin_signed_actions', action, first_line, last_line, audit)
from admin_signed_actions
where action = ?1

-- name: admin_signed_delete
delete from admin_signed_actions
where action = ?1
    and state = 'PENDING'

-- name: admin_signed_find
-- whatever its line says, an action waits as long as groups of it do
select
    iif(
        exists (
            select 1
            from queue
            where queue.admin_signed = 2
                and substr(queue.bytes, 33, 16) = ?1
                and is_row_tag(queue.tag, 'queue', queue.seq, 2, null, queue.bytes)
        ),
        'PENDING',
        state
    ),
    code
from admin_signed_actions
where action = ?1

-- name: admin_signed_insert
insert into admin_signed_actions (action, name, created_at, state, first_line, last_line, audit, tag)
values (?1, ?2, ?3, 'PENDING', ?4, ?5, ?6, row_tag('admin_signed_actions', ?1, ?4, ?5, ?6))

-- name: admin_signed_lines
select
    first_line,
    last_line,
    audit
from admin_signed_actions
where state = 'PENDING'
    and is_row_tag(tag, 'admin_signed_actions', action, first_line, last_line, audit)

-- name: admin_signed_lost_entry
-- whether the audit entry of an action that waits was edited or taken away
select exists (
    select 1
    from queue
    where admin_signed = 2
        and is_row_tag(tag, 'queue', seq, 2, null, bytes)
        and not exists (
            select 1
            from admin_signed_actions as known
            where known.action = substr(queue.bytes, 33, 16)
                and is_row_tag(
                    known.tag, 'admin_signed_actions', known.action, known.first_line, known.last_line, known.audit
                )
        )
)

-- name: admin_signed_pending
select exists (
    select 1
    from queue
    where admin_signed > 0
        and state is not 'REJECTED'
        and resent_writes is null
        -- a group that another program labelled so blocks no other action
        and is_row_tag(tag, 'queue', seq, admin_signed, null, bytes)
)

-- name: admin_signed_state
update admin_signed_actions
set
    state = ?2,
    code = ?3,
    audit = null
where action = ?1

-- name: admin_signed_unsent
select coalesce(
    not exists (
        select 1
        from queue
        where admin_signed > 0
            and state = 'SENDING'
            and substr(bytes, 33, 16) = ?1
    )
    -- none of its groups was accepted
    and (
        select count(*)
        from queue
        where admin_signed > 0
            and substr(bytes, 33, 16) = ?1
    ) = (
        select last_line - first_line + 1
        from admin_signed_actions
        where action = ?1
    ),
    0
)

-- name: admin_signed_waiting
select action
from admin_signed_actions
where (
        state = 'PENDING'
        or exists (
            select 1
            from queue
            where queue.admin_signed = 2
                and substr(queue.bytes, 33, 16) = admin_signed_actions.action
                and is_row_tag(queue.tag, 'queue', queue.seq, 2, null, queue.bytes)
        )
    )
    and typeof(action) = 'blob'
    and length(action) = 16
order by created_at
limit 1

-- name: all_bytes
select
    bytes,
    true
from queue
where is_row_tag(tag, 'queue', seq, admin_signed, resent_writes, bytes)
union all
select
    bytes,
    false
from sent_groups

-- name: all_rows
select
    entity,
    row_id,
    seq,
    patient
from queue_rows

-- name: any_rows
select exists (
    select 1
    from queue_rows
)

-- name: any_references
select exists (
    select 1
    from queue_references
)

-- name: by_patient
select
    coalesce(queue_rows.patient, case when queue_rows.entity = 20 then queue_rows.row_id end),
    -- a document is one change, however many parts it has
    count(distinct coalesce(
        case queue_rows.entity
            when 70 then queue_rows.row_id
            when 72 then queue_rows.row_id
            when 71 then (select document from document_chunks where id = queue_rows.row_id)
            when 73 then (select document from office_document_chunks where id = queue_rows.row_id)
        end,
        queue.seq
    ))
        filter (where queue.state is not 'REJECTED'),
    count(distinct coalesce(
        case queue_rows.entity
            when 70 then queue_rows.row_id
            when 72 then queue_rows.row_id
            when 71 then (select document from document_chunks where id = queue_rows.row_id)
            when 73 then (select document from office_document_chunks where id = queue_rows.row_id)
        end,
        queue.seq
    ))
        filter (where queue.state = 'REJECTED'),
    min(queue.created_at),
    max(queue.state is 'SENDING')
from queue_rows
join queue on queue.seq = queue_rows.seq
where queue_rows.patient is not null
    or queue_rows.entity = 20
group by 1

-- name: called_rejected
-- what another program said of a group in the place of the server
select
    seq,
    bytes
from queue
where state = 'REJECTED'
    and is_row_tag(tag, 'queue', seq, admin_signed, resent_writes, bytes)
    and not is_row_tag(rejection_tag, 'rejection', seq, substr(bytes, 1, 16), rejection)

-- name: changes
-- a document is one change, however many parts it has
select
    count(distinct coalesce(
        case queue_rows.entity
            when 70 then queue_rows.row_id
            when 72 then queue_rows.row_id
            when 71 then (select document from document_chunks where id = queue_rows.row_id)
            when 73 then (select document from office_document_chunks where id = queue_rows.row_id)
        end,
        queue.seq
    ))
-- a group of which nothing says what it writes is a change, too
from queue
left join queue_rows on queue_rows.seq = queue.seq
where queue.state is not 'REJECTED'

-- name: chain
select
    number,
    hash,
    head
from push_chain

-- name: count_of_action
select count(*)
from queue
where admin_signed > 0
    and substr(bytes, 33, 16) = ?1

-- name: count_sent
select count(*)
from sent_groups

-- name: delete
delete from queue
where seq = ?1

-- name: delete_all
delete from queue

-- name: delete_all_references
delete from queue_references

-- name: delete_all_rows
delete from queue_rows

-- name: delete_references
delete from queue_references
where seq = ?1
    and row_id in (
        select unhex(value)
        from json_each(?2)
    )

-- name: delete_row
delete from queue_rows
where entity is ?1
    and row_id is ?2
    and seq is ?3

-- name: delete_rows
delete from queue_rows
where seq = ?1
    and row_id in (
        select unhex(value)
        from json_each(?2)
    )

-- name: delete_references_of_line
delete from queue_references
where seq = ?1

-- name: delete_rows_of_line
delete from queue_rows
where seq = ?1

-- name: find_refused
select
    queue.*,
    is_row_tag(tag, 'queue', seq, admin_signed, resent_writes, bytes)
from queue
where state = 'REJECTED'
    and substr(bytes, 1, 16) = ?1

-- name: groups_with_rows
select
    seq,
    bytes,
    resent_writes
from queue
where is_row_tag(tag, 'queue', seq, admin_signed, resent_writes, bytes)

-- name: groups_of_action
select
    seq,
    bytes
from queue
where admin_signed > 0
    and substr(bytes, 33, 16) = ?1

-- name: forget_pushed_to
update push_chain
set head = null
where head = ?1

-- name: forget_sent
delete from sent_groups
where sent_at < ?1
    -- a server that is restored from however old a backup gets the order to erase a patient again
    and name <> 'erase patient'
    -- the oldest come first, so that the table is not read from end to end
    and seq in (
        select seq
        from sent_groups
        order by seq
        limit 1000
    )

-- name: has_server
select exists (
    select 1
    from connection
)

-- name: in_queue
select
    seq,
    resent_writes,
    bytes
from queue
where is_row_tag(tag, 'queue', seq, admin_signed, resent_writes, bytes)
order by seq

-- name: insert
insert into queue (
    seq,
    group_id,
    action,
    name,
    author,
    created_at,
    cells,
    admin_signed,
    state,
    resent_at,
    resent_writes,
    tag,
    bytes
)
values (
    ?1,
    ?2,
    ?3,
    ?4,
    ?5,
    ?6,
    ?7,
    ?8,
    'WAITING',
    ?9,
    iif(?9 is null, null, x''),
    row_tag('queue', ?1, ?8, iif(?9 is null, null, x''), ?10),
    ?10
)

-- name: heal
-- what a group says of itself; the name and the time are nowhere else
update queue
set
    group_id = ?2,
    action = ?3,
    author = ?4,
    cells = ?5,
    name = iif(typeof(name) = 'text', name, 'rebuild group'),
    created_at = iif(typeof(created_at) = 'integer' and created_at between 0 and ?6, created_at, ?6)
where seq = ?1

-- name: heal_kind
-- the tag says which kind it was, and whether it was queued once more
update queue
set
    admin_signed = kinds.value,
    resent_at = iif(resent.value and resent_writes is not null, ?2, null),
    resent_writes = iif(resent.value, resent_writes, null)
from json_each('[0, 1, 2]') as kinds, json_each('[0, 1]') as resent
where seq = ?1
    and is_row_tag(tag, 'queue', seq, kinds.value, iif(resent.value, resent_writes, null), bytes)

-- name: heal_actions
update admin_signed_actions
set
    name = iif(typeof(name) = 'text', name, ''),
    created_at = iif(typeof(created_at) = 'integer', created_at, 0),
    state = iif(state in ('PENDING', 'ACCEPTED', 'REJECTED'), state, 'PENDING'),
    code = iif(typeof(code) = 'text', code, null),
    first_line = iif(typeof(first_line) = 'integer', first_line, 0),
    last_line = iif(typeof(last_line) = 'integer', last_line, 0),
    audit = iif(typeof(audit) = 'blob', audit, null),
    tag = iif(typeof(tag) = 'blob', tag, x'')
where typeof(name) || typeof(created_at) || typeof(state) <> 'textintegertext'
    or typeof(first_line) || typeof(last_line) || typeof(tag) <> 'integerintegerblob'
    or typeof(code) not in ('text', 'null')
    or typeof(audit) not in ('blob', 'null')

-- name: heal_lines
-- whatever another program put there, the line can be stored
update queue
set
    group_id = iif(typeof(group_id) = 'blob' and length(group_id) = 16, group_id, zeroblob(16)),
    action = iif(typeof(action) = 'blob', action, x''),
    name = iif(typeof(name) = 'text', name, ''),
    author = iif(typeof(author) = 'blob', author, x''),
    created_at = iif(typeof(created_at) = 'integer', created_at, 0),
    cells = iif(typeof(cells) = 'integer', cells, 0),
    admin_signed = iif(admin_signed in (0, 1, 2), admin_signed, 0),
    state = iif(state in ('SENDING', 'LACKING', 'REJECTED'), state, 'WAITING'),
    rejection = iif(typeof(rejection) = 'blob', rejection, null),
    rejection_tag = iif(typeof(rejection_tag) = 'blob', rejection_tag, null),
    resent_at = iif(typeof(resent_at) in ('integer', 'null'), resent_at, 0),
    resent_writes = iif(typeof(resent_writes) = 'blob', resent_writes, null),
    tag = iif(typeof(tag) = 'blob', tag, x''),
    bytes = iif(typeof(bytes) = 'blob', bytes, x'')
where typeof(group_id) || typeof(action) || typeof(author) || typeof(tag) || typeof(bytes) <> 'blobblobblobblobblob'
    or typeof(name) || typeof(state) <> 'texttext'
    or typeof(created_at) || typeof(cells) || typeof(admin_signed) <> 'integerintegerinteger'
    or typeof(rejection) not in ('blob', 'null')
    or typeof(rejection_tag) not in ('blob', 'null')
    or typeof(resent_at) not in ('integer', 'null')
    or typeof(resent_writes) not in ('blob', 'null')

-- name: insert_reference
insert or ignore into queue_references (row_id, seq)
values (?1, ?2)

-- name: insert_row
insert or ignore into queue_rows (entity, row_id, seq, patient)
values (?1, ?2, ?3, ?4)

-- name: is_line
select 1
from queue
where seq = ?1

-- name: is_answered
select
    not exists (
        select 1
        from queue
        where state is not 'SENDING'
    )
    and not exists (
        select 1
        from shadow_rows
        where seq > 0
    )

-- name: is_named
select 1
from queue_references
where row_id = ?1
    and seq <> ?2

-- name: needing
select seq
from queue_rows
where row_id = ?1
union all
select seq
from queue_references
where row_id = ?1

-- name: is_queued
select 1
from queue_rows
where row_id = ?1

-- name: insert_sent
insert into sent_groups (group_id, action, name, author, created_at, cells, admin_signed, sent_at, bytes)
select
    group_id,
    action,
    name,
    author,
    created_at,
    cells,
    min(admin_signed, 1),
    ?1,
    bytes
from queue
where state = 'SENDING'
    and resent_writes is null
    and group_id not in (
        select unhex(value)
        from json_each(?2)
    )
order by +seq

-- name: judge_again
update queue
set
    state = 'WAITING',
    rejection = null,
    rejection_tag = null
where seq = ?1

-- name: line
select
    queue.*,
    is_row_tag(tag, 'queue', seq, admin_signed, resent_writes, bytes)
from queue
where seq = ?1

-- name: link_patient
insert or ignore into queue_rows (entity, row_id, seq)
select
    ?1,
    ?2,
    of_patient.seq
from queue_rows as of_patient
join queue on queue.seq = of_patient.seq
where of_patient.patient = ?2
    and queue.admin_signed <> 2

-- name: name_of_line
select name
from queue
where seq = ?1

-- name: newest_waiting
select substr(bytes, 1, 16)
from queue
where state = 'WAITING'
    and is_row_tag(tag, 'queue', seq, admin_signed, resent_writes, bytes)
order by seq desc
limit 1

-- name: note_lacking
update queue
set state = 'LACKING'
where seq = ?1

-- name: note_retried
update queue
set state = 'WAITING'
where state = 'LACKING'

-- name: note_resent_writes
update queue
set
    resent_writes = ?2,
    tag = row_tag('queue', seq, admin_signed, ?2, bytes)
where seq = ?1

-- name: note_sent
update queue
set state = 'SENDING'
where seq = ?1

-- name: note_unsent
update queue
set state = 'WAITING'
where state = 'SENDING'

-- name: of_row
select
    queue.seq,
    queue.state is 'REJECTED'
from queue_rows
join queue on queue.seq = queue_rows.seq
where queue_rows.row_id = ?2
    and queue_rows.entity = ?1
    and queue.admin_signed <> 2
order by queue_rows.seq

-- name: refused_groups
select
    seq,
    bytes
from (
    select
        seq,
        bytes
    from queue
    where state = 'REJECTED'
    union all
    select
        seq,
        bytes
    from queue
    where state = 'LACKING'
)
-- not by the key itself: these few have indexes of their own, and what waits may be long
order by +seq

-- name: patients
select distinct patient
from queue_rows
where patient is not null

-- name: reject
update queue
set
    state = 'REJECTED',
    rejection = ?2,
    rejection_tag = row_tag('rejection', seq, substr(bytes, 1, 16), ?2)
where seq = ?1

-- name: rejected
select
    name,
    rejection,
    bytes,
    created_at
from queue
where state = 'REJECTED'
order by seq

-- name: requeue
update queue
set
    group_id = ?2,
    bytes = ?3,
    tag = row_tag('queue', seq, admin_signed, null, ?3),
    state = 'WAITING',
    rejection = null,
    rejection_tag = null,
    resent_at = null,
    resent_writes = null
where seq = ?1

-- name: rows_named
select distinct
    other.entity,
    other.row_id
from json_each(?2) as named
cross join queue_references as own
    on own.row_id = unhex(named.value)
    and own.seq = ?1
cross join queue_rows as other
    on other.row_id = own.row_id

-- name: rows_of
select
    entity,
    row_id
from queue_rows
where seq = ?1
order by row_id, entity

-- name: rows_of_group
select
    own.entity,
    own.row_id,
    exists (
        select 1
        from queue_rows as earlier
        join queue on queue.seq = earlier.seq
        where earlier.row_id = own.row_id
            and earlier.entity = own.entity
            and earlier.seq < own.seq
            and queue.admin_signed <> 2
    ),
    shadow.seq,
    shadow.state
from json_each(?2) as written
cross join queue_rows as own
    on own.row_id = unhex(written.value)
    and own.seq = ?1
left join shadow_rows as shadow
    on shadow.row_id = own.row_id
    and shadow.entity = own.entity

-- name: rows_sync
select
    queue_rows.row_id,
    count(*) filter (where queue.state is not 'SENDING' and queue.state is not 'REJECTED'),
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
    queue.*,
    is_row_tag(tag, 'queue', seq, admin_signed, resent_writes, bytes)
from queue
where state = 'SENDING'
-- not by the key itself: the few that are sent have an index of their own, and what waits may be long
order by +seq

-- name: sent
-- in the columns of the queue; what an erasure left of a group has a tag
select
    seq,
    group_id,
    action,
    name,
    author,
    created_at,
    cells,
    admin_signed,
    null,
    null,
    null,
    sent_at,
    null,
    null,
    bytes,
    is_row_tag(tag, 'sent_groups', group_id, bytes)
from sent_groups
order by seq

-- name: send_refused
update queue
set
    state = 'WAITING',
    rejection = null,
    rejection_tag = null
where state = 'REJECTED'

-- name: set_chain
insert into push_chain (one, number, hash, head)
values (1, ?1, ?2, ?3)
on conflict (one) do update
set
    number = excluded.number,
    hash = excluded.hash,
    head = excluded.head

-- name: shadow
select
    seq,
    state
from shadow_rows
where row_id = ?2
    and entity = ?1

-- name: shadow_delete_all
delete from shadow_rows

-- name: shadow_delete
delete from shadow_rows
where row_id = ?2
    and entity = ?1

-- name: shadow_unfollowed
update shadow_rows
set seq = 0

-- name: shadow_put
insert into shadow_rows (entity, row_id, seq, state)
values (?1, ?2, ?3, ?4)
on conflict (row_id, entity) do update
set
    seq = excluded.seq,
    state = excluded.state

-- name: to_show
select
    bytes,
    resent_writes
from queue
where seq = ?1

-- name: all_unsent
select
    queue.*,
    is_row_tag(tag, 'queue', seq, admin_signed, resent_writes, bytes)
from queue
where state is not 'SENDING'
order by seq

-- name: waiting
select
    queue.*,
    is_row_tag(tag, 'queue', seq, admin_signed, resent_writes, bytes)
from queue
-- any other word, too, which another program put there
where state is not 'SENDING'
    and state is not 'LACKING'
    and state is not 'REJECTED'
order by seq

-- name: waiting_admin_signed
select
    queue.*,
    is_row_tag(tag, 'queue', seq, admin_signed, resent_writes, bytes)
from queue
where admin_signed = 2
    and state is not 'SENDING'
    and state is not 'LACKING'
    and state is not 'REJECTED'
order by seq

-- name: withdraw
insert or replace into withdrawn (group_id, tag)
values (?1, row_tag('withdrawn', ?1))

-- name: withdrawn
-- a row without a valid tag was inserted by another program and is no decision
select group_id
from withdrawn
where is_row_tag(tag, 'withdrawn', group_id)
limit 1000

-- name: forget_withdrawn
delete from withdrawn
where group_id = ?1
