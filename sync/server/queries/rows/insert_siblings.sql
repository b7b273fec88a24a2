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
