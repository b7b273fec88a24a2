select
    own.entity,
    own.row_id,
    own.image
from json_each(?2) as written
cross join queue_rows as own
    on own.row_id = unhex(written.value)
    and own.seq = ?1
where own.image is not null
