-- name: enter_tenant
select
    set_config('app.tenant', $1::uuid::text, true)

-- name: insert_token_key
insert into token_keys (
    id,
    token_key
)
values (
    1,
    $1
)
on conflict (id) do nothing

-- name: ping
select
    1

-- name: token_key
select
    token_key
from token_keys
