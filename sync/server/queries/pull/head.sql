select
    timeline,
    seq,
    history_mark
from feeds
where tenant_id = $1
