select
    later.entity,
    later.row_id,
    later.seq,
    later.image
from json_each(?2) as own
cross join queue_rows as later
    on later.row_id = unhex(own.value)
    and later.seq > ?1
join queue on queue.seq = later.seq
where later.image is not null
    and queue.state <> 'REJECTED'
    and queue.admin_signed <> 2
