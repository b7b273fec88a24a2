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
-- what the check says of values is left to the tags of the rows; what it says of pages begins with the file
select count(*)
from pragma_integrity_check(?1)
where integrity_check like '% index %'
    or integrity_check like '*** in database %'

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

-- name: shares_a_page
-- what is dropped would take the pages of another table with it
select exists (
    select 1
    from pragma_integrity_check
    where integrity_check like '%reference to page%'
)

-- name: statistics
-- as SQLite itself makes them
select name
from sqlite_schema
where (type, tbl_name, sql) in (
        values
            ('table', 'sqlite_stat1', 'CREATE TABLE sqlite_stat1(tbl,idx,stat)'),
            ('table', 'sqlite_stat4', 'CREATE TABLE sqlite_stat4(tbl,idx,neq,nlt,ndlt,sample)')
    )
    and name = tbl_name

-- name: tables
select name
from sqlite_schema
where type = 'table'
    and name not like 'sqlite%'
