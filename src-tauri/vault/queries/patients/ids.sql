select id
from patients
where deleted_at is null
    and (?1 is null or status = ?1)
    and (?2 is null or dietitian = ?2)
