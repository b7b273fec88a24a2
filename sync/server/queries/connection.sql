-- name: announce_successor
update token_keys
set successor_key = coalesce(successor_key, $1)

-- name: enter_tenant
select
    set_config('app.tenant', $1::uuid::text, true)

-- name: insert_token_key
insert into token_keys (
    id,
    token_key,
    identity_key
)
values (
    1,
    $1,
    $2
)
on conflict (id) do nothing

-- name: listen
listen nutrivault_feeds

-- name: notify
select
    pg_notify('nutrivault_feeds', $1::text)

-- name: ping
select
    1

-- name: switch_to_successor
update token_keys
set
    identity_key = successor_key,
    successor_key = null
where successor_key is not null

-- name: token_key
select
    token_key,
    identity_key,
    successor_key
from token_keys
