select
    role.rights
from device_user as joined
join users as person
    on person.tenant_id = joined.tenant_id
    and person.id = joined.user_id
join user_roles as held
    on held.tenant_id = joined.tenant_id
    and held."user" = joined.user_id
join roles as role
    on role.tenant_id = held.tenant_id
    and role.id = held.role
where joined.tenant_id = $1
    and joined.device_number = $2
    and person.is_active
    and person.deleted_at is null
    and held.deleted_at is null
    and role.deleted_at is null
    and role.rights is not null
