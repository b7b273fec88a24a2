select
    staff_seq,
    root_key
from tenant_heads
where tenant_id = $1
