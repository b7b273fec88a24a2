select
    control_number
from device_scopes
where tenant_id = $1
    and device_number = $2
    and (last_seen_sent_at is null or last_seen_sent_at < now() - make_interval(secs => $3))
for update
