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
                -- a grant is for ever, what it is good for ends with the role
                and exists (
                    select 1
                    from user_roles as held
                    join roles as role
                        on role.tenant_id = held.tenant_id
                        and role.id = held.role
                    where held.tenant_id = joined.tenant_id
                        and held."user" = joined.user_id
                        and held.deleted_at is null
                        and role.deleted_at is null
                        and lower(key_grant.kind) = any(string_to_array(role.compartments, ' '))
                )
        ),
        '{}'
    ) as kinds,
    told.users as users_sent,
    told.compartments as compartments_sent
from (select) as here
left join device_scopes as told
    on told.tenant_id = $1
    and told.device_number = $2
