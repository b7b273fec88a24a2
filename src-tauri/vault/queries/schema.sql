-- name: applied
select
    version,
    name,
    applied_on
from refinery_schema_history
order by version

-- name: forget
delete from refinery_schema_history
where version = ?1

-- name: has_history
select exists (
    select 1
    from sqlite_schema
    where type = 'table'
        and name = 'refinery_schema_history'
)

-- name: misplaced
-- what the check says of values is left to the tags of the rows
select count(*)
from pragma_integrity_check(?1)
where integrity_check like '% index %'
    or integrity_check like 'Tree %'

-- name: newest_applied
select max(version)
from refinery_schema_history

-- name: objects
select
    type,
    name,
    tbl_name,
    coalesce(sql, '')
from sqlite_schema

-- name: statistics
select name
from sqlite_schema
where type = 'table'
    and name in ('sqlite_stat1', 'sqlite_stat2', 'sqlite_stat3', 'sqlite_stat4')

-- name: tables
select name
from sqlite_schema
where type = 'table'
    and name not like 'sqlite%'
