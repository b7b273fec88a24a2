select t.*
from key_grants as t
where t.recipient_kind = 'RECOVERY'
order by t.epoch
