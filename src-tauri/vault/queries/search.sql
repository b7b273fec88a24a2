-- name: begin_changes
-- anywhere below the end: no open index takes it for the number that it knows
insert into patient_changes (number, patient)
values ((random() & 2305843009213693951) + 1, ?1)

-- name: change
insert into patient_changes (number, patient)
select
    coalesce(max(number), 0) + 1,
    ?1
from (
    -- the end of the table: without this all of it is read, for each patient of a first download
    select number
    from patient_changes
    order by number desc
    limit 1
)
-- another program put a number there after which few are left
having coalesce(max(number), 0) < 4611686018427387904

-- name: change_range
-- each by itself is one step into the table; both of one select read all of it
select
    coalesce((select min(number) from patient_changes), 0),
    coalesce((select max(number) from patient_changes), 0)

-- name: changes
select distinct patient
from patient_changes
where number > ?1

-- name: forget_changes
delete from patient_changes
where number <= (
    select max(number)
    from patient_changes
) - 4096

-- name: forget_all_changes
delete from patient_changes

-- name: last_row
select coalesce(max(rowid), 0)
from patients

-- name: patients
select t.*
from patients as t
where t.rowid between ?1 and ?2

-- name: patients_of
select t.*
from patients as t
where t.id in (
    select unhex(value)
    from json_each(?1)
)
