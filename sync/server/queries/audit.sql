-- name: advance_chain
update device_state
set
    audit_number = $3,
    audit_hash = $4,
    last_seen_at = now(),
    stored_bytes = stored_bytes + $5::bigint,
    revoked_audit_bytes = revoked_audit_bytes + case
        when $6 then $5::bigint
        else 0
    end
where tenant_id = $1
    and device_number = $2

-- name: chain
select
    audit_number,
    audit_hash,
    public_key
from device_state
where tenant_id = $1
    and device_number = $2
for update

-- name: insert_entries
insert into audit_entries (
    tenant_id,
    device_number,
    number,
    previous_hash,
    chain_hash,
    at,
    user_id,
    session_number,
    facility,
    action,
    resource,
    resource_id,
    patient,
    outcome,
    severity,
    retain_until,
    sealed,
    signature,
    received_at
)
select
    $1,
    $2,
    new.number,
    new.previous_hash,
    new.chain_hash,
    new.at,
    new.user_id,
    new.session_number,
    new.facility,
    new.action,
    new.resource,
    new.resource_id,
    new.patient,
    new.outcome,
    new.severity,
    new.retain_until,
    -- only the digest if the patient was erased meanwhile
    case
        when substring(new.sealed from 1 for 1) = '\x03'::bytea
            and exists (
                select 1
                from erasures as ordered
                where ordered.tenant_id = $1
                    and ordered.id = new.erasure_id
            )
            then '\x00'::bytea || sha256(new.sealed)
        else new.sealed
    end,
    new.signature,
    now()
from unnest(
    $3::bigint[],
    $4::bytea[],
    $5::bytea[],
    $6::timestamptz[],
    $7::uuid[],
    $8::bigint[],
    $9::uuid[],
    $10::text[],
    $11::text[],
    $12::uuid[],
    $13::uuid[],
    $14::text[],
    $15::text[],
    $16::timestamptz[],
    $17::bytea[],
    $18::bytea[],
    $19::uuid[]
) as new (
    number,
    previous_hash,
    chain_hash,
    at,
    user_id,
    session_number,
    facility,
    action,
    resource,
    resource_id,
    patient,
    outcome,
    severity,
    retain_until,
    sealed,
    signature,
    erasure_id
)

-- name: known_entries
select
    e.number,
    e.chain_hash
from unnest($3::bigint[]) as wanted (number)
join audit_entries as e
    on e.number = wanted.number
where e.tenant_id = $1
    and e.device_number = $2
