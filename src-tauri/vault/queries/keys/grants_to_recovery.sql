select
    id,
    kind,
    sealed_key
from key_grants
where recipient_kind = 'RECOVERY'
order by epoch
