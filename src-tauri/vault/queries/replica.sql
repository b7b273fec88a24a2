-- name: admin_roles
select t.*
from user_roles t
where t.role = ?1

-- name: any_siblings
select exists (
    select 1
    from cell_siblings
)

-- name: any_unknown
select exists (
    select 1
    from unknown_cells
)

-- name: any_waiting
select exists (
    select 1
    from queue
)

-- name: bootstraps
select token
from bootstraps
where is_row_tag(tag, 'bootstraps', number, token)
order by number

-- name: control_items
select
    number,
    item
from control
order by number

-- name: count_reviews
select count(distinct group_id)
from reviews
where is_row_tag(tag, 'reviews', group_id, patient)

-- name: delete_reviews
delete from reviews

-- name: end_bootstrap
delete from bootstraps
where number = ?1

-- name: erasures_confirmed
select
    device,
    patient
from erasures_confirmed
where is_row_tag(tag, 'erasures_confirmed', device, patient)

-- name: followed_to
select cursor
from pull_position
where is_row_tag(tag, 'pull_position', cursor, control_position)
    and not exists (
        select 1
        from bootstraps
        where is_row_tag(bootstraps.tag, 'bootstraps', number, token)
    )

-- name: foreign_keys
select
    id,
    "table",
    "from",
    coalesce("to", 'id')
from pragma_foreign_key_list(?1)
order by
    id,
    seq

-- name: forget_control
delete from control
where number = ?1

-- name: forget_erasures_confirmed
delete from erasures_confirmed

-- name: has_edited_bootstrap
select exists (
    select 1
    from bootstraps
    where not is_row_tag(tag, 'bootstraps', number, token)
)

-- name: indexed_columns
select group_concat(of_index.name, ',' order by of_index.seqno)
from pragma_index_list(?1) as indexes
join pragma_index_info(indexes.name) as of_index
group by indexes.name

-- name: insert_control
insert or ignore into control (
    number,
    kind,
    item
) values (
    ?1,
    ?2,
    ?3
)

-- name: insert_review
insert into reviews (
    group_id,
    patient,
    tag
) values (
    ?1,
    ?2,
    row_tag('reviews', ?1, ?2)
)

-- name: is_alone
-- the clinic never had a server, which its own row tells, or no row of another computer is here
select
    exists (
        select 1
        from device
        where server_ms is null
    )
    and not exists (
        select 1
        from scope
    ),
    exists (
        select 1
        from tenants
    )
    and not exists (
        select 1
        from devices
        where number <> (
                select device.number
                from device
            )
    )

-- name: last_seen
select
    device_number,
    at_us,
    version
from devices_last_seen
where is_row_tag(tag, 'devices_last_seen', device_number, at_us, version)

-- name: overwrite_free_pages
insert into free_pages (
    bytes
)
values (
    zeroblob(?1)
)

-- name: position
-- none where another program edited it, or what the server said once of the scope: then it says all again
select
    cursor,
    control_position
from pull_position
where is_row_tag(tag, 'pull_position', cursor, control_position)
    and not exists (
        select 1
        from scope
        where not is_row_tag(scope.tag, 'scope', users, compartments, complete, restores_rows)
    )

-- name: put_bootstrap
insert into bootstraps (
    number,
    token,
    tag
) values (
    ?1,
    ?2,
    row_tag('bootstraps', ?1, ?2)
)
on conflict (number) do update
set
    token = excluded.token,
    tag = excluded.tag

-- name: reviews
select
    group_id,
    patient,
    is_row_tag(tag, 'reviews', group_id, patient)
from reviews
order by
    group_id,
    patient

-- name: reviews_of_patient
select count(*)
from reviews
where patient = ?1
    and is_row_tag(tag, 'reviews', group_id, patient)

-- name: revoke
update device
set revoked_at = coalesce(revoked_at, ?1)

-- name: scope
select
    users,
    compartments,
    complete,
    restores_rows
from scope
where is_row_tag(tag, 'scope', users, compartments, complete, restores_rows)

-- name: set_erasure_confirmed
insert or ignore into erasures_confirmed (
    device,
    patient,
    tag
) values (
    ?1,
    ?2,
    row_tag('erasures_confirmed', ?1, ?2)
)

-- name: set_last_seen
insert into devices_last_seen (
    device_number,
    at_us,
    version,
    tag
) values (
    ?1,
    ?2,
    ?3,
    row_tag('devices_last_seen', ?1, ?2, ?3)
)
on conflict (device_number) do update
set
    at_us = excluded.at_us,
    version = excluded.version,
    tag = excluded.tag

-- name: set_doubted_offset
update device
set doubted_offset_ms = ?1

-- name: set_offset
update device
set
    clock_offset_ms = ?1,
    server_ms = ?2,
    server_uptime_ms = ?3,
    server_boot = ?4,
    trusted_offset_ms = ?5,
    doubted_offset_ms = null

-- name: server_clock
select
    server_ms,
    server_uptime_ms,
    server_boot,
    trusted_offset_ms,
    doubted_offset_ms
from device

-- name: set_position
insert into pull_position (
    one,
    cursor,
    control_position,
    tag
) values (
    1,
    ?1,
    ?2,
    row_tag('pull_position', ?1, ?2)
)
on conflict (one) do update
set
    cursor = excluded.cursor,
    control_position = excluded.control_position,
    tag = excluded.tag

-- name: set_scope
insert into scope (
    one,
    users,
    compartments,
    complete,
    restores_rows,
    tag
) values (
    1,
    ?1,
    ?2,
    ?3,
    ?4,
    row_tag('scope', ?1, ?2, ?3, ?4)
)
on conflict (one) do update
set
    users = excluded.users,
    compartments = excluded.compartments,
    complete = excluded.complete,
    restores_rows = excluded.restores_rows,
    tag = excluded.tag

-- name: signing_keys
select t.*
from users as t
where t.signing_key is not null

-- name: tables
select name
from sqlite_schema
where type = 'table'
    and name not like 'sqlite%'
    and name not in ('refinery_schema_history', 'vault_file', 'device', 'connection', 'audit')

-- name: waiting
select
    (
        select count(*)
        from queue
        where state is not 'REJECTED'
    ),
    (
        select max(0, audit_number - audit_sent_number)
        from device
    ) + (
        select count(*)
        from former_audit_logs as former
        -- from the few to the many: the log is long
        cross join audit
            on audit.device = former.device
            and audit.number > former.sent_number
    ),
    (
        select count(*)
        from queue
        where state = 'REJECTED'
    ),
    (
        select count(*)
        from quarantined
    )
