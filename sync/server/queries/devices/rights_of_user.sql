select
    role.rights
from user_roles as held
join roles as role
    on role.tenant_id = held.tenant_id
    and role.id = held.role
where held.tenant_id = $1
    and held."user" = $2
    and held.deleted_at is null
    and role.deleted_at is null
    and role.rights is not null
