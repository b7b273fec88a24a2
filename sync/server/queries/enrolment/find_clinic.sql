select
    head.root_key,
    founder.device_number,
    state.public_key
from feeds as head
left join founders as founder
    on founder.tenant_id = head.tenant_id
left join device_state as state
    on state.tenant_id = founder.tenant_id
    and state.device_number = founder.device_number
where head.tenant_id = $1
