-- name: any
select exists (
    select 1
    from quarantined
)

-- name: fetch_all
update quarantined
set fetch_at = 0

-- name: fetch_later
update quarantined
set fetch_at = ?3
where entity = ?1
    and row_id = ?2

-- name: forget_healing
delete from quarantined
where entity = ?1
    and row_id = ?2
    and reason in ('UNKNOWN_SECRET', 'UNKNOWN_SIGNER', 'NOT_ADMIN')

-- name: forget_row
delete from quarantined
where entity = ?1
    and row_id = ?2

-- name: forget_shape
delete from quarantined
where entity = ?1
    and row_id = ?2
    and reason in ('SHAPE', 'TOO_LARGE')

-- name: insert
insert or ignore into quarantined (
    entity,
    row_id,
    cell,
    patient,
    is_sibling,
    reason,
    state,
    quarantined_at,
    fetch_at
) values (
    ?1,
    ?2,
    ?3,
    ?4,
    ?5,
    ?6,
    ?7,
    ?8,
    ?9
)

-- name: list
select
    entity,
    row_id,
    cell,
    patient,
    is_sibling,
    reason,
    state,
    quarantined_at
from quarantined
order by id

-- name: of_reason
select
    entity,
    row_id,
    cell,
    patient,
    is_sibling,
    reason,
    state,
    quarantined_at
from quarantined
where reason = ?1
order by
    entity,
    row_id,
    id

-- name: of_row
select
    entity,
    row_id,
    cell,
    patient,
    is_sibling,
    reason,
    state,
    quarantined_at
from quarantined
where entity = ?1
    and row_id = ?2

-- name: set_since
update quarantined
set quarantined_at = ?6
where entity = ?1
    and row_id = ?2
    and cell = ?3
    and is_sibling = ?4
    and state = ?5

-- name: to_fetch
select
    entity,
    row_id
from quarantined
where fetch_at <= ?1
group by
    entity,
    row_id
order by min(id)
