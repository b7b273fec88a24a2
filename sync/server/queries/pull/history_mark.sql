select
    history_mark
from feed_history
where tenant_id = $1
    and timeline = $2
    and seq >= $3
order by seq
limit 1
