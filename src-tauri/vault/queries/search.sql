-- name: change_range
select
    coalesce(min(number), 0),
    coalesce(max(number), 0)
from patient_changes

-- name: changes
select distinct patient
from patient_changes
where number > ?1

-- name: last_row
select coalesce(max(rowid), 0)
from patients

-- name: patients
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

-- name: patients_of
select
    id,
    cells,
    name_sealed,
    birth_sealed,
    contact_sealed,
    identifiers_sealed
from patients
where deleted_at is null
    and id in (
        select unhex(value)
        from json_each(?1)
    )
