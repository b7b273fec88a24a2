select token
from bootstraps
order by number
limit 1
