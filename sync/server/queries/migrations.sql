-- name: applied_migrations
select
    version,
    name,
    checksum
from refinery_schema_history
order by version

-- name: count_clinics
select
    count(*) as clinics
from feeds

-- name: forget_migration
delete from refinery_schema_history
where version = $1

-- name: has_migrations
select
    to_regclass('refinery_schema_history') is not null as present

-- name: lock_migrations
select
    pg_advisory_lock(7041988331005)

-- name: unforce_feeds
alter table feeds no force row level security
