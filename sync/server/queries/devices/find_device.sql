select
    state.public_key,
    state.revoked_at is not null
        or device.revoked_at is not null
        or device.deleted_at is not null as is_revoked
from device_state as state
left join devices as device
    on device.tenant_id = state.tenant_id
    and device.id = state.device_id
where state.tenant_id = $1
    and state.device_number = $2
    and state.public_key is not null
