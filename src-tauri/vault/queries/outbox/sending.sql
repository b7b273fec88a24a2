select
    seq,
    action,
    admin_signed,
    cells,
    bytes
from queue
where state = 'SENDING'
-- not by the key itself: the few that are sent have an index of their own, and what waits may be long
order by +seq
