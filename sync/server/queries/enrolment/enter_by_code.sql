select
    tenant_id,
    set_config('app.tenant', tenant_id::text, true)
from credentials
where secret_hash = $1
    and kind = 'enrolment'
