select
    seq,
    bytes
from queue
where action = ?1
