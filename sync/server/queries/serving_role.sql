select
    pg_has_role(rolname, current_user, 'usage') as is_owner,
    rolsuper,
    rolbypassrls
from pg_roles
where rolname = $1::text
