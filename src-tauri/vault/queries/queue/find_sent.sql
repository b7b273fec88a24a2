select
    seq,
    action,
    gated,
    cells,
    bytes
from queue
where group_id = ?1
    and state = 'SENDING'
