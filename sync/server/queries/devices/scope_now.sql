select
    coalesce(
        (
            select array_agg(joined.user_id order by joined.user_id)
            from device_user as joined
            join users as person
                on person.tenant_id = joined.tenant_id
                and person.id = joined.user_id
            where joined.tenant_id = $1
                and joined.device_number = $2
                and person.is_active
                and person.deleted_at is null
        ),
        '{}'
    ) as users,
    coalesce(
        (
            select array_agg(distinct key_grant.kind)
            from device_user as joined
            join users as person
                on person.tenant_id = joined.tenant_id
                and person.id = joined.user_id
            join key_grants as key_grant
                on key_grant.tenant_id = joined.tenant_id
                and key_grant.recipient = joined.user_id
            where joined.tenant_id = $1
                and joined.device_number = $2
                and person.is_active
                and person.deleted_at is null
                and key_grant.recipient_kind = 'USER'
                and key_grant.kind is not null
        ),
        '{}'
    ) as kinds,
    told.users as users_told,
    told.compartments as compartments_told
from (select) as here
left join device_scopes as told
    on told.tenant_id = $1
    and told.device_number = $2
