with credential as materialized (
    select
        tenant_id,
        set_config('app.tenant', tenant_id::text, true)
    from credentials
    where secret_hash = $1
        and kind = 'token'
        and expires_at > now()
)

select
    holder.*
from credential
-- looked up once the credential has named its clinic, and never before
cross join lateral (
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
    where token.tenant_id = credential.tenant_id
        and token.token_hash = $1
        and token.expires_at > now()
    -- one lookup
    offset 0
) as holder
