with gone as (
    delete from device_tokens
    where tenant_id = $1
        and device_number = $2
        and expires_at < now()
    returning
        token_hash
)
delete from credentials
where secret_hash in (select token_hash from gone)
