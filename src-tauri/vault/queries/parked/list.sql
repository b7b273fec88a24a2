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
order by id
