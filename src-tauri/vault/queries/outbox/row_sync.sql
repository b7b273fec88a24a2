select
    count(*) filter (where queue.state = 'WAITING'),
    count(*) filter (where queue.state = 'SENDING'),
    count(*) filter (where queue.state = 'REJECTED'),
    min(queue.created_at)
from queue_rows
join queue on queue.seq = queue_rows.seq
where queue_rows.entity = ?1
    and queue_rows.row_id = ?2
