select
    used_at is not null as is_used,
    expires_at < now() as is_expired,
    tenant_id
from clinic_codes
where code_hash = $1
for update
