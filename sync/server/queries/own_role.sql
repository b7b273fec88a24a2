select
    rolsuper,
    rolbypassrls,
    exists (
        select
            1
        from pg_class
        where relnamespace = 'public'::regnamespace
            and relkind = 'r'
            and pg_has_role(current_user, relowner, 'usage')
    ) as owns_tables,
    has_schema_privilege('public', 'create') as may_create
from pg_roles
where rolname = current_user
