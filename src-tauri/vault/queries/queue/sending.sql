select bytes
from queue
where state = 'SENDING'
order by seq
