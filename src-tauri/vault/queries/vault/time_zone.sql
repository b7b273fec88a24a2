select facilities.time_zone
from facilities
where facilities.deleted_at is null
    and facilities.time_zone is not null
order by
    facilities.created_at,
    facilities.id
limit 1
