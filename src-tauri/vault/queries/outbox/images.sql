select
    queue_rows.seq,
    queue_rows.image
from queue_rows
join queue on queue.seq = queue_rows.seq
where queue_rows.entity = ?1
    and queue_rows.row_id = ?2
    and (?3 or queue.state <> 'REJECTED')
    and queue.admin_signed <> 2
order by queue_rows.seq
