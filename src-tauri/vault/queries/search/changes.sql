select distinct patient
from patient_changes
where number > ?1
