select
    failures,
    greatest(0, ceil(extract(epoch from not_before - now())))::bigint as wait_s
from sign_in_failures
where tenant_id = $1
    and user_id = $2
    and device_number = $3
for update
