select
    staff_stamp,
    root_key
from feeds
where tenant_id = $1
