select
    e.number,
    e.chain_hash
from unnest($3::bigint[]) as wanted (number)
join audit_entries as e
    on e.number = wanted.number
where e.tenant_id = $1
    and e.device_number = $2
