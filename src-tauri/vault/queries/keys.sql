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

-- name: note_overtaken
insert or ignore into overtaken_keys (user_id, state)
values (?1, ?2)

-- name: overtaken
select
    user_id,
    state
from overtaken_keys
order by user_id
