select
    id,
    cells,
    name_sealed,
    birth_sealed,
    contact_sealed,
    identifiers_sealed
from patients
where deleted_at is null
    and rowid > ?1
    and rowid <= ?2
