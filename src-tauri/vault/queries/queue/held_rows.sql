select distinct queue_rows.row_id
from queue
join queue_rows on queue_rows.seq = queue.seq
where queue.state = 'QUARANTINED'
