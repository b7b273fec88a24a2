select bytes
from queue
where seq <> ?1
