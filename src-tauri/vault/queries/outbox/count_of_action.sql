select count(*)
from queue
where action = ?1
