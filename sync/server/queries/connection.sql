-- name: enter_tenant
select
    set_config('app.tenant', $1::uuid::text, true)

-- name: ping
select
    1
