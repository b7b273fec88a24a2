select
    timeline,
    seq,
    mark
from tenant_heads
where tenant_id = $1
for no key update
