select
    number,
    chain_hash
from audit_entries
where tenant_id = $1
    and device_number = $2
    and number = any($3)
