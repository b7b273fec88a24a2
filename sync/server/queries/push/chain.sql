select
    s.push_number,
    s.push_hash,
    s.revoked_at is not null
        or d.revoked_at is not null
        or d.deleted_at is not null as is_revoked
from device_state as s
left join devices as d
    on d.tenant_id = s.tenant_id
    and d.id = s.device_id
where s.tenant_id = $1
    and s.device_number = $2
