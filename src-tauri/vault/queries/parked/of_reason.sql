select
    entity,
    row_id,
    cell,
    patient,
    is_side,
    reason,
    state,
    parked_at
from parked
where reason = ?1
order by
    entity,
    row_id,
    id
