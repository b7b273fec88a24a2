select
    role.rights
from device_users as joined
join users as member
    on member.tenant_id = joined.tenant_id
    and member.id = joined.user_id
join user_roles as membership
    on membership.tenant_id = joined.tenant_id
    and membership."user" = joined.user_id
join roles as role
    on role.tenant_id = membership.tenant_id
    and role.id = membership.role
where joined.tenant_id = $1
    and joined.device_number = $2
    and member.is_active
    and member.deleted_at is null
    and membership.deleted_at is null
    and role.deleted_at is null
    and role.rights is not null
