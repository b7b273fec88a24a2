-- name: decide
with freed as (
    delete from review_ids
    where tenant_id = $1
        and group_id = $2
)

update review_groups
set
    state = $3,
    bytes = null,
    decided_at = now(),
    decided_by = $4,
    signature = $5
where tenant_id = $1
    and group_id = $2
    and state = 'waiting'

-- name: find
select
    group_hash,
    device_number,
    bytes,
    state
from review_groups
where tenant_id = $1
    and group_id = $2

-- name: review_bytes
select
    (groups.bytes + audit.bytes)::bigint as bytes
from (
    select
        coalesce(sum(octet_length(bytes)), 0) as bytes
    from review_groups
    where tenant_id = $1
        and device_number = any($2)
        and state = 'waiting'
) as groups
cross join (
    select
        coalesce(sum(revoked_audit_bytes), 0) as bytes
    from device_state
    where tenant_id = $1
        and device_number = any($2)
) as audit

-- name: insert
insert into review_groups (
    tenant_id,
    group_id,
    number,
    group_hash,
    device_number,
    author,
    rows,
    bytes,
    received_at,
    state
)
select
    $1,
    new.group_id,
    coalesce(
        (
            select max(number)
            from review_groups
            where tenant_id = $1
        ),
        0
    ) + new.number,
    new.group_hash,
    $2,
    new.author,
    new.rows,
    new.bytes,
    now(),
    'waiting'
from unnest(
    $3::uuid[],
    $4::bytea[],
    $5::uuid[],
    $6::bytea[],
    $7::bytea[]
) with ordinality as new (group_id, group_hash, author, rows, bytes, number)

-- name: insert_ids
insert into review_ids (
    tenant_id,
    group_id,
    device_number,
    id,
    what
)
select
    $1,
    new.group_id,
    $2,
    new.id,
    new.what
from unnest($3::uuid[], $4::integer[], $5::uuid[]) as new (id, what, group_id)

-- name: known
select
    group_id,
    group_hash
from review_groups
where tenant_id = $1
    and group_id = any($2)
    and state = 'waiting'

-- name: list
select
    number,
    group_id,
    author,
    device_number,
    (extract(epoch from received_at) * 1000000)::bigint as received_at_us,
    rows
from review_groups
where tenant_id = $1
    and number > $2
    and state = 'waiting'
order by number
limit $3

-- name: dependents
select
    wanted.id,
    wanted.what
from unnest($3::uuid[], $4::integer[]) as wanted (id, what)
cross join lateral (
    select
    from review_ids
    where tenant_id = $1
        and id = wanted.id
        and what = wanted.what
        and device_number = any($2)
    -- one lookup each
    limit 1
) as waiting
-- most devices have none
where exists (
    select 1
    from review_groups
    where tenant_id = $1
        and device_number = any($2)
        and state = 'waiting'
)

-- name: waiting_bytes
select coalesce(sum(octet_length(bytes)), 0)::bigint as bytes
from review_groups
where tenant_id = $1
    and device_number = any($2)
    and state = 'waiting'
