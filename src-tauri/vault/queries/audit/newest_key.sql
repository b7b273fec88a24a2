select t.*
from key_grants as t
where t.kind = 'AUDIT'
    and t.public_key is not null
order by t.epoch desc
