select
    id,
    kind,
    epoch,
    sealed_key
from key_grants
where recipient_kind = 'USER'
    and recipient = ?1
order by epoch
