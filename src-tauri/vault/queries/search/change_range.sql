select
    coalesce(min(number), 0),
    coalesce(max(number), 0)
from patient_changes
