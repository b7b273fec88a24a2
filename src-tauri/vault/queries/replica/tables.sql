select name
from sqlite_schema
where type = 'table'
    and name not like 'sqlite%'
    and name not in ('refinery_schema_history', 'vault_file', 'device', 'connection', 'audit')
