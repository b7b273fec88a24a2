with chained as (
    update device_state
    set
        push_number = $9,
        push_hash = $10,
        last_seen_at = now()
    where tenant_id = $1
        and device_number = $2
        -- null where the chain does not move
        and $9::bigint is not null
)

insert into groups (
    tenant_id,
    group_id,
    group_hash,
    device_number,
    author,
    verdict,
    code,
    seq,
    decided_at,
    rows,
    rejection
)
select
    $1,
    new.group_id,
    new.group_hash,
    $2,
    new.author,
    case when new.code is null then 'accepted' else 'rejected' end,
    new.code,
    new.seq,
    now(),
    new.rows,
    new.rejection
from unnest(
    $3::uuid[],
    $4::bytea[],
    $5::uuid[],
    $6::text[],
    $7::bigint[],
    $8::bytea[],
    $11::bytea[]
) as new (group_id, group_hash, author, code, seq, rows, rejection)
