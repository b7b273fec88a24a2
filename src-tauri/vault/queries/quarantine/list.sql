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
order by id
