select t.*
from patient_profiles as t
where t.patient = ?1
    and t.deleted_at is null
order by t.id
limit 1
