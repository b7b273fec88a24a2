select token
from fills
order by number
limit 1
