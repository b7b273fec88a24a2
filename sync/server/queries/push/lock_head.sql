select
    timeline,
    seq,
    history_mark,
    staff_stamp
from feeds
where tenant_id = $1
for no key update
