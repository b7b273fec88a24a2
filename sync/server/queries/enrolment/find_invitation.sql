select
    bundle,
    device_number,
    invited_by,
    used_at is not null as is_used,
    expires_at < now() as is_expired
from enrolments
where tenant_id = $1
    and find_hash = $2
for update
