select
    later.entity,
    later.row_id,
    later.seq,
    later.image
from queue_rows as own
join queue_rows as later
    on later.entity = own.entity
    and later.row_id = own.row_id
    and later.seq > own.seq
join queue on queue.seq = later.seq
where own.seq = ?1
    and later.image is not null
    and queue.state <> 'QUARANTINED'
    and queue.gated <> 2
