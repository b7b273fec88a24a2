select
    g.group_id,
    g.group_hash,
    g.rejection,
    g.seq
from unnest($2::uuid[]) as wanted (group_id)
cross join lateral (
    select *
    from groups
    where tenant_id = $1
        and group_id = wanted.group_id
    -- one lookup each
    offset 0
) as g
