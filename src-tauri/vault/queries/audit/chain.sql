select
    number,
    entry,
    at_us,
    user_id,
    action,
    resource,
    resource_id,
    patient,
    outcome,
    severity
from audit
where device = ?1
order by number
