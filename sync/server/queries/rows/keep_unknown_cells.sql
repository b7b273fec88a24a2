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
    u.entity,
    u.row_id,
    u.cell,
    u.clock,
    u.generation,
    u.patient,
    u.state,
    u.seq
from unnest(
    $2::integer[],
    $3::uuid[],
    $4::smallint[],
    $5::bytea[],
    $6::integer[],
    $7::uuid[],
    $8::bytea[],
    $9::bigint[]
) as u (entity, row_id, cell, clock, generation, patient, state, seq)
