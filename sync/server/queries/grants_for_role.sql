select
    format(
        'grant %s on table %I to %I',
        case relname
            when 'refinery_schema_history' then 'select'
            when 'clinic_codes' then 'select, update'
            when 'groups' then 'select, insert'
            when 'audit_entries' then 'select, insert'
            else 'select, insert, update, delete'
        end,
        relname,
        $1::text
    ) as statement
from pg_class
where relnamespace = 'public'::regnamespace
    and relkind = 'r'
order by relname
