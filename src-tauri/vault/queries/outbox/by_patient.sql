select
    coalesce(queue_rows.patient, case when queue_rows.entity = 20 then queue_rows.row_id end),
    count(distinct queue.seq) filter (where queue.state <> 'REJECTED'),
    count(distinct queue.seq) filter (where queue.state = 'REJECTED'),
    min(queue.created_at),
    max(queue.state = 'SENDING')
from queue_rows
join queue on queue.seq = queue_rows.seq
where queue_rows.patient is not null
    or queue_rows.entity = 20
group by 1
