select
    seq,
    action,
    admin_signed,
    cells,
    bytes
from queue
where state = 'WAITING'
order by seq
