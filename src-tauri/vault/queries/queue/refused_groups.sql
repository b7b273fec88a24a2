select bytes
from queue
where state = 'QUARANTINED'
