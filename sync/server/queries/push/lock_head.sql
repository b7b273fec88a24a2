select
    timeline,
    seq,
    mark,
    staff_seq
from tenant_heads
where tenant_id = $1
for no key update
