-- name: accept_anchor
update device
set
    accepted_anchor = ?1,
    generation = max(generation, ?2)

-- name: insert
insert into device (one, id, number, last_clock, audit_hash, tag)
values (1, ?1, ?2, ?3, ?4, x'')

-- name: is_revoked
select revoked_at is not null
from device

-- name: leave_untagged
update device
set
    generation = generation + 1,
    tag = x''

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
        doubted_offset_ms,
        audit_number,
        audit_hash,
        audit_session,
        audit_sent_number,
        audit_sent_hash,
        revoked_at,
        accepted_anchor,
        (
            select group_concat(
                hex(user_id) || ' ' || failures || ' ' || wait_ms || ' ' || failed_uptime_ms || ' ' || hex(failed_boot)
            )
            from sign_in_tries
        )
    ),
    accepted_anchor
from device

-- name: number
select number
from device

-- name: save
update device
set
    last_clock = ?1,
    raised_clocks = ?2,
    audit_number = ?3,
    audit_hash = ?4,
    audit_session = ?5

-- name: tag
update device
set
    generation = generation + 1,
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
        doubted_offset_ms,
        audit_number,
        audit_hash,
        audit_session,
        audit_sent_number,
        audit_sent_hash,
        revoked_at,
        accepted_anchor,
        (
            select group_concat(
                hex(user_id) || ' ' || failures || ' ' || wait_ms || ' ' || failed_uptime_ms || ' ' || hex(failed_boot)
            )
            from sign_in_tries
        )
    )

-- name: wrong_tries
select coalesce(sum(failures), 0)
from sign_in_tries
