with chained as (
    update device_state
    set
        push_number = $9,
        push_hash = $10,
        last_seen_at = now()
    where tenant_id = $1
        and device_number = $2
        -- none where the chain stays
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
    rows
)
select
    $1,
    u.group_id,
    u.group_hash,
    $2,
    u.author,
    case when u.code is null then 'accepted' else 'rejected' end,
    u.code,
    u.seq,
    now(),
    u.rows
from unnest(
    $3::uuid[],
    $4::bytea[],
    $5::uuid[],
    $6::text[],
    $7::bigint[],
    $8::bytea[]
) as u (group_id, group_hash, author, code, seq, rows)
