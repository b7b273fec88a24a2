-- name: grants_to_recovery
select t.*
from key_grants as t
where t.recipient_kind = 'RECOVERY'
order by t.epoch

-- name: grants_to_user
select t.*
from key_grants as t
where t.recipient_kind = 'USER'
    and t.recipient = ?1
order by t.epoch
