-- name: audit_bodies
-- what the chain binds of a body stays: its digest
update audit_entries
set sealed = '\x00'::bytea || sha256(sealed)
where tenant_id = $1
    and (patient = any($2) or patient is null and resource = 'Patient' and resource_id = any($2))
    and substring(sealed from 1 for 1) = '\x03'::bytea

-- name: reviews
select bytes
from review_groups
where tenant_id = $1
    and state = 'waiting'

-- name: purge_reviews
with freed as (
    delete from review_ids
    where tenant_id = $1
        and group_id = any($2)
)

update review_groups
set
    state = 'purged',
    bytes = null,
    decided_at = now()
where tenant_id = $1
    and group_id = any($2)

-- name: siblings
delete from cell_siblings
where tenant_id = $1
    and (patient = any($2) or entity = $3 and row_id = any($4))

-- name: unknown_cells
delete from unknown_cells
where tenant_id = $1
    and (patient = any($2) or entity = $3 and row_id = any($4))
