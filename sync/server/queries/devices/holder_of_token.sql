select
    token.tenant_id,
    state.device_number,
    state.revoked_at is not null
        or device.revoked_at is not null
        or device.deleted_at is not null as is_revoked,
    extract(epoch from token.expires_at - now())::bigint as left_s
from device_tokens as token
join device_state as state
    on state.tenant_id = token.tenant_id
    and state.device_number = token.device_number
left join devices as device
    on device.tenant_id = state.tenant_id
    and device.id = state.device_id
-- named by the statement before
where token.tenant_id = nullif(current_setting('app.tenant', true), '')::uuid
    and token.token_hash = $1
    and token.expires_at > now()
