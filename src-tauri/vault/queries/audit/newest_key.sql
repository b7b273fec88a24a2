select public_key
from key_grants
where kind = 'AUDIT'
    and public_key is not null
order by epoch desc
limit 1
