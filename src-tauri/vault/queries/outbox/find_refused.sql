select
    seq,
    action,
    admin_signed,
    cells,
    bytes
from queue
where group_id = ?1
    and state = 'REJECTED'
