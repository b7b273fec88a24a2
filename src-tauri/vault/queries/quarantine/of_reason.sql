select
    entity,
    row_id,
    cell,
    patient,
    is_sibling,
    reason,
    state,
    quarantined_at
from quarantined
where reason = ?1
order by
    entity,
    row_id,
    id
