select
    role.rights
from user_roles as membership
join roles as role
    on role.tenant_id = membership.tenant_id
    and role.id = membership.role
where membership.tenant_id = $1
    and membership."user" = $2
    and membership.deleted_at is null
    and role.deleted_at is null
    and role.rights is not null
