select t.*
from key_grants as t
where t.recipient_kind = 'USER'
    and t.recipient = ?1
order by t.epoch
