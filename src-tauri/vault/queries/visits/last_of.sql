select
    v.patient,
    max(v.started_at)
from json_each(?1) as wanted
join visits as v
    on v.patient = unhex(wanted.value)
where v.deleted_at is null
group by v.patient
