-- name: grants_for_role
select
    format(
        'grant %s on table %I to %I',
        case relname
            when 'refinery_schema_history' then 'select'
            when 'clinic_codes' then 'select, update'
            when 'token_keys' then 'select, insert'
            -- a policy keeps what was accepted
            when 'groups' then 'select, insert, update, delete'
            when 'review_groups' then 'select, insert, update'
            -- the body goes with a patient who is erased
            when 'audit_entries' then 'select, insert, update (sealed)'
            else 'select, insert, update, delete'
        end,
        relname,
        $1::text
    ) as statement
from pg_class
where relnamespace = 'public'::regnamespace
    and relkind = 'r'
order by relname

-- name: own_role
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

-- name: serving_role
select
    pg_has_role(rolname, current_user, 'usage') as is_owner,
    rolsuper,
    rolbypassrls
from pg_roles
where rolname = $1::text
