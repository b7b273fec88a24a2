-- name: delete_siblings
delete from cell_siblings as stored
using unnest($2::integer[], $3::uuid[], $4::smallint[], $5::bytea[])
    as wanted (entity, row_id, cell, clock)
where stored.tenant_id = $1
    and stored.entity = wanted.entity
    and stored.row_id = wanted.row_id
    and stored.cell = wanted.cell
    and stored.clock = wanted.clock

-- name: delete_unknown_cells
delete from unknown_cells as stored
using unnest($2::integer[], $3::uuid[], $4::smallint[], $5::bytea[])
    as wanted (entity, row_id, cell, clock)
where stored.tenant_id = $1
    and stored.entity = wanted.entity
    and stored.row_id = wanted.row_id
    and stored.cell = wanted.cell
    and stored.clock = wanted.clock

-- name: delete_readmitted
delete from unknown_cells
where tenant_id = $1
    and entity = $2
    and row_id = $3
    and cell = any($4::smallint[])

-- name: insert_siblings
insert into cell_siblings (
    tenant_id,
    entity,
    row_id,
    cell,
    clock,
    generation,
    patient,
    state,
    seq
)
select
    $1,
    new.entity,
    new.row_id,
    new.cell,
    new.clock,
    new.generation,
    new.patient,
    new.state,
    new.seq
from unnest(
    $2::integer[],
    $3::uuid[],
    $4::smallint[],
    $5::bytea[],
    $6::integer[],
    $7::uuid[],
    $8::bytea[],
    $9::bigint[]
) as new (entity, row_id, cell, clock, generation, patient, state, seq)

-- name: insert_unknown_cells
insert into unknown_cells (
    tenant_id,
    entity,
    row_id,
    cell,
    clock,
    generation,
    patient,
    state,
    seq
)
select
    $1,
    new.entity,
    new.row_id,
    new.cell,
    new.clock,
    new.generation,
    new.patient,
    new.state,
    new.seq
from unnest(
    $2::integer[],
    $3::uuid[],
    $4::smallint[],
    $5::bytea[],
    $6::integer[],
    $7::uuid[],
    $8::bytea[],
    $9::bigint[]
) as new (entity, row_id, cell, clock, generation, patient, state, seq)

-- name: plan_by_ctid
select
    set_config('enable_indexscan', $1, true),
    set_config('enable_bitmapscan', $1, true),
    set_config('enable_hashjoin', $1, true),
    set_config('enable_mergejoin', $1, true)

-- name: siblings
select
    s.entity,
    s.row_id,
    s.state
from unnest($2::integer[], $3::uuid[]) as wanted (entity, row_id)
cross join lateral (
    select *
    from cell_siblings
    where tenant_id = $1
        and entity = wanted.entity
        and row_id = wanted.row_id
    -- one lookup each
    offset 0
) as s

-- name: sizes_of_siblings
select
    wanted.entity,
    wanted.row_id,
    version.size
from unnest($2::integer[], $3::uuid[]) as wanted (entity, row_id)
cross join lateral (
    select octet_length(state)::bigint as size
    from cell_siblings
    where tenant_id = $1
        and entity = wanted.entity
        and row_id = wanted.row_id
    union all
    select octet_length(state)::bigint as size
    from unknown_cells
    where tenant_id = $1
        and entity = wanted.entity
        and row_id = wanted.row_id
    -- one lookup each
    offset 0
) as version

-- name: known_by_now
select
    stored.entity,
    stored.row_id,
    stored.patient,
    stored.state,
    stored.seq
from unknown_cells as stored
join unnest($2::integer[], $3::smallint[]) as known (entity, cell)
    on known.entity = stored.entity
    and known.cell = stored.cell
where stored.tenant_id = $1
    and (stored.seq, stored.entity, stored.row_id, stored.cell)
        > ($4::bigint, $5::integer, $6::uuid, $7::smallint)
order by
    stored.seq,
    stored.entity,
    stored.row_id,
    stored.cell
limit $8

-- name: unknown_cells
select
    f.entity,
    f.row_id,
    f.patient,
    f.state,
    f.seq
from unnest($2::integer[], $3::uuid[]) as wanted (entity, row_id)
cross join lateral (
    select *
    from unknown_cells
    where tenant_id = $1
        and entity = wanted.entity
        and row_id = wanted.row_id
    -- one lookup each
    offset 0
) as f
