select
    users.id,
    users.username,
    users.first_name,
    users.last_name,
    group_concat(roles.name, char(10))
from users
left join user_roles on user_roles.user = users.id
    and user_roles.deleted_at is null
left join roles on roles.id = user_roles.role
    and roles.deleted_at is null
where users.deleted_at is null
    and users.is_active = 1
    and users.wrapped_keys is not null
    and users.username is not null
group by users.id
order by
    users.last_name,
    users.first_name,
    users.id
