select
    control_number
from device_scopes
where tenant_id = $1
    and device_number = $2
    and (seen_told_at is null or seen_told_at < now() - make_interval(secs => $3))
for update
