select
    entity,
    row_id,
    image
from queue_rows
where seq = ?1
    and image is not null
