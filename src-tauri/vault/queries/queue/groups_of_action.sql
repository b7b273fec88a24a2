select seq
from queue
where action = ?1
