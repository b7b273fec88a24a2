select bytes
from queue
where state = 'REJECTED'
