select
    seq,
    group_id,
    action,
    name,
    author,
    created_at,
    rejection,
    bytes
from queue
where state = 'REJECTED'
order by seq
