select
    roles.rights,
    roles.compartments
from user_roles
join roles on roles.id = user_roles.role
where user_roles.user = ?1
    and user_roles.deleted_at is null
    and roles.deleted_at is null
    and roles.rights is not null
