select
    group_id,
    group_hash,
    code,
    seq
from groups
where tenant_id = $1
    and group_id = any($2)
