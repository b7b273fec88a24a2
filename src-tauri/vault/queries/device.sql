-- name: accept_anchor
update device
set
    accepted_anchor = ?1,
    generation = max(generation, ?2)

-- name: add_to_sum
-- an edited row stays one
update device
set
    generation = generation + 1,
    stored_sum = ?1,
    tag = case
        when is_row_tag(
            tag,
            'device',
            (
                select id
                from vault_file
            ),
            generation,
            id,
            number,
            last_clock,
            raised_clocks,
            clock_offset_ms,
            server_ms,
            server_uptime_ms,
            server_boot,
            trusted_offset_ms,
            doubted_offset_ms,
            audit_number,
            audit_hash,
            audit_session,
            audit_sent_number,
            audit_sent_hash,
            revoked_at,
            accepted_anchor,
            queued,
            was_edited,
            is_anchored,
            stored_sum,
            (
                select group_concat(
                    hex(user_id)
                    || ' ' || failures || ' ' || wait_ms || ' ' || failed_uptime_ms || ' ' || hex(failed_boot)
                )
                from sign_in_tries
            )
        ) then row_tag(
            'device',
            (
                select id
                from vault_file
            ),
            generation + 1,
            id,
            number,
            last_clock,
            raised_clocks,
            clock_offset_ms,
            server_ms,
            server_uptime_ms,
            server_boot,
            trusted_offset_ms,
            doubted_offset_ms,
            audit_number,
            audit_hash,
            audit_session,
            audit_sent_number,
            audit_sent_hash,
            revoked_at,
            accepted_anchor,
            queued,
            was_edited,
            is_anchored,
            ?1,
            (
                select group_concat(
                    hex(user_id)
                    || ' ' || failures || ' ' || wait_ms || ' ' || failed_uptime_ms || ' ' || hex(failed_boot)
                )
                from sign_in_tries
            )
        )
        else tag
    end

-- name: awaits_own_row
select
    exists (
        select 1
        from given_numbers
        where number = ?1
            and joined_with is not null
    )
    and not exists (
        select 1
        from devices
        where id = ?2
    )

-- name: stored_sum
select stored_sum
from device

-- name: forget
delete from device

-- name: forget_given
delete from given_numbers

-- name: generation
select generation
from device

-- name: given_numbers
select
    number,
    joined_with,
    signature
from given_numbers
where signature is not null
order by number desc
limit 100

-- name: forget_odd_tries
delete from sign_in_tries
where typeof(user_id) <> 'blob'
    or typeof(failures) <> 'integer'
    or typeof(wait_ms) <> 'integer'
    or typeof(failed_wall_ms) <> 'integer'
    or typeof(failed_uptime_ms) <> 'integer'
    or typeof(failed_boot) <> 'blob'

-- name: has_number
select 1
from device
where number = ?1

-- name: hash_of_counts
select stored_row('row_counts', owner, counts)
from row_counts
where owner = ?1

-- name: hashes_of_counts
select stored_row('row_counts', owner, counts)
from row_counts

-- name: insert
insert into device (one, id, number, last_clock, audit_hash, tag)
values (1, ?1, ?2, ?3, ?4, x'')

-- name: highest_line
select max(seq)
from (
    select seq
    from queue
    union all
    select seq
    from queue_rows
    union all
    select seq
    from queue_references
)
-- what another program wrote there is no number of a line
where seq between 1 and 4611686018427387904

-- name: is_logged
select exists (
    select 1
    from audit
    where device = ?1
)

-- name: limit_tries
update sign_in_tries
set failures = max(0, min(failures, 1000))

-- name: load
select
    id,
    number,
    last_clock,
    raised_clocks,
    clock_offset_ms,
    audit_number,
    audit_hash,
    audit_session,
    revoked_at,
    generation,
    accepted_anchor,
    was_edited,
    -- and no entry of its log lies beyond the last one
    is_row_tag(
        tag,
        'device',
        (
            select id
            from vault_file
        ),
        generation,
        id,
        number,
        last_clock,
        raised_clocks,
        clock_offset_ms,
        server_ms,
        server_uptime_ms,
        server_boot,
        trusted_offset_ms,
        doubted_offset_ms,
        audit_number,
        audit_hash,
        audit_session,
        audit_sent_number,
        audit_sent_hash,
        revoked_at,
        accepted_anchor,
        queued,
        was_edited,
        is_anchored,
        stored_sum,
        (
            select group_concat(
                hex(user_id) || ' ' || failures || ' ' || wait_ms || ' ' || failed_uptime_ms || ' ' || hex(failed_boot)
            )
            from sign_in_tries
        )
    )
    and case
        -- the end of the table is known without a comparison; a look-up reads long entries on its way from end to end
        when number = (
            select audit.device
            from audit
            order by
                audit.device desc,
                audit.number desc
            limit 1
        ) then audit_number >= (
            select audit.number
            from audit
            order by
                audit.device desc,
                audit.number desc
            limit 1
        )
        else not exists (
            select 1
            from audit
            where audit.device = device.number
                and audit.number > device.audit_number
        )
    end,
    audit_sent_number,
    audit_sent_hash,
    is_anchored,
    queued
from device

-- name: log_backwards
select
    number,
    entry
from audit
where device = ?1
order by number desc

-- name: logs
select distinct device
from audit
order by device desc

-- name: joined_with
select joined_with
from given_numbers
where number = ?1
    and typeof(joined_with) = 'blob'

-- name: keep_given
insert into given_numbers (number, joined_with, signature)
values (?1, ?2, ?3)
on conflict (number) do update
set
    joined_with = coalesce(excluded.joined_with, joined_with),
    signature = coalesce(excluded.signature, signature)

-- name: own_key
select own_key()

-- name: own_numbers
select number
from device
union
select device
from former_audit_logs

-- name: own_rows
select
    id,
    number
from devices
where public_key = own_key()
order by number desc

-- name: repair
insert into device (
    one,
    id,
    number,
    last_clock,
    raised_clocks,
    audit_number,
    audit_hash,
    audit_session,
    audit_sent_number,
    audit_sent_hash,
    revoked_at,
    generation,
    queued,
    was_edited,
    tag
)
values (
    1,
    ?1,
    ?2,
    ?3,
    ?4,
    ?5,
    ?6,
    ?7,
    ?8,
    ?9,
    ?10,
    ?11,
    ?12,
    1,
    x''
)

-- name: revoked_at
select revoked_at
from device

-- name: seqs
select seq
from queue
order by seq

-- name: seqs_of_intact
select seq
from queue
where is_row_tag(tag, 'queue', seq, admin_signed, resent_writes, bytes)
order by seq

-- name: set_stored_sum
update device
set stored_sum = ?1

-- name: set_anchored
update device
set is_anchored = ?1

-- name: save
-- with its tag, as `tag` makes it: a row that every action writes is written once
update device
set
    generation = generation + 1,
    last_clock = ?1,
    raised_clocks = ?2,
    audit_number = ?3,
    audit_hash = ?4,
    audit_session = ?5,
    queued = ?6,
    was_edited = ?7,
    tag = row_tag(
        'device',
        (
            select id
            from vault_file
        ),
        generation + 1,
        id,
        number,
        ?1,
        ?2,
        clock_offset_ms,
        server_ms,
        server_uptime_ms,
        server_boot,
        trusted_offset_ms,
        doubted_offset_ms,
        ?3,
        ?4,
        ?5,
        audit_sent_number,
        audit_sent_hash,
        revoked_at,
        accepted_anchor,
        ?6,
        ?7,
        is_anchored,
        stored_sum,
        (
            select group_concat(
                hex(user_id) || ' ' || failures || ' ' || wait_ms || ' ' || failed_uptime_ms || ' ' || hex(failed_boot)
            )
            from sign_in_tries
        )
    )

-- name: set_queued
update device
set queued = ?1

-- name: tag
update device
set
    generation = generation + 1,
    was_edited = ?1,
    tag = row_tag(
        'device',
        (
            select id
            from vault_file
        ),
        generation + 1,
        id,
        number,
        last_clock,
        raised_clocks,
        clock_offset_ms,
        server_ms,
        server_uptime_ms,
        server_boot,
        trusted_offset_ms,
        doubted_offset_ms,
        audit_number,
        audit_hash,
        audit_session,
        audit_sent_number,
        audit_sent_hash,
        revoked_at,
        accepted_anchor,
        queued,
        ?1,
        is_anchored,
        stored_sum,
        (
            select group_concat(
                hex(user_id) || ' ' || failures || ' ' || wait_ms || ' ' || failed_uptime_ms || ' ' || hex(failed_boot)
            )
            from sign_in_tries
        )
    )

-- name: trim_log
delete from audit
where device = ?1
    and number > ?2

-- name: was_erased
select
    exists (
        select 1
        from device
        where revoked_at is not null
    )
    and not exists (
        select 1
        from users
    )

-- name: wrong_tries
select coalesce(sum(failures), 0)
from sign_in_tries
