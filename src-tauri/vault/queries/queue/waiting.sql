select
    seq,
    action,
    gated,
    cells,
    bytes
from queue
where state = 'WAITING'
order by seq
