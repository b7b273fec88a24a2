select
    queue_rows.row_id,
    count(*) filter (where queue.state = 'WAITING'),
    count(*) filter (where queue.state = 'SENT'),
    count(*) filter (where queue.state = 'QUARANTINED'),
    min(queue.created_at)
from json_each(?2) as wanted
join queue_rows on queue_rows.entity = ?1
    and queue_rows.row_id = unhex(wanted.value)
join queue on queue.seq = queue_rows.seq
group by queue_rows.row_id
