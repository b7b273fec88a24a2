select
    coalesce(
        (
            select array_agg(joined.user_id order by joined.user_id)
            from device_users as joined
            join users as member
                on member.tenant_id = joined.tenant_id
                and member.id = joined.user_id
            where joined.tenant_id = $1
                and joined.device_number = $2
                and member.is_active
                and member.deleted_at is null
        ),
        '{}'
    ) as users,
    coalesce(
        (
            select array_agg(distinct key_grant.kind)
            from device_users as joined
            join users as member
                on member.tenant_id = joined.tenant_id
                and member.id = joined.user_id
            join key_grants as key_grant
                on key_grant.tenant_id = joined.tenant_id
                and key_grant.recipient = joined.user_id
            where joined.tenant_id = $1
                and joined.device_number = $2
                and member.is_active
                and member.deleted_at is null
                and key_grant.recipient_kind = 'USER'
                and key_grant.kind is not null
                -- a grant is never deleted; its effect ends with the role
                and exists (
                    select 1
                    from user_roles as membership
                    join roles as role
                        on role.tenant_id = membership.tenant_id
                        and role.id = membership.role
                    where membership.tenant_id = joined.tenant_id
                        and membership."user" = joined.user_id
                        and membership.deleted_at is null
                        and role.deleted_at is null
                        and lower(key_grant.kind) = any(string_to_array(role.compartments, ' '))
                )
        ),
        '{}'
    ) as kinds,
    sent.users as users_sent,
    sent.compartments as compartments_sent
from (select) as here
left join device_scopes as sent
    on sent.tenant_id = $1
    and sent.device_number = $2
