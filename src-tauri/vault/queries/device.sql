-- name: insert
insert into device (one, id, number, last_clock, audit_hash)
values (1, ?1, ?2, ?3, ?4)

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
    revoked_at
from device

-- name: save
update device
set
    last_clock = ?1,
    raised_clocks = ?2,
    audit_number = ?3,
    audit_hash = ?4,
    audit_session = ?5
