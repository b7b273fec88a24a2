select
    seq,
    action,
    gated,
    cells,
    bytes
from queue
where state = 'SENDING'
order by seq
