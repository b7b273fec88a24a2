-- name: change
insert into patient_changes (patient)
values (?1)

-- name: change_range
select
    coalesce(min(number), 0),
    coalesce(max(number), 0)
from patient_changes

-- name: changes
select distinct patient
from patient_changes
where number > ?1

-- name: forget_changes
delete from patient_changes
where number <= last_insert_rowid() - 4096

-- name: last_row
select coalesce(max(rowid), 0)
from patients

-- name: patients
select t.*
from patients as t
where t.rowid > ?1
    and t.rowid <= ?2

-- name: patients_of
select t.*
from patients as t
where t.id in (
    select unhex(value)
    from json_each(?1)
)
