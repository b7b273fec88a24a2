select group_id
from queue
where state = 'WAITING'
order by seq desc
limit 1
