-- name: allergies_of_all
select t.*
from json_each(?1) as wanted
join allergies as t on t.patient = unhex(wanted.value)
order by t.id

-- name: allergies
select t.*
from allergies as t
where t.patient = ?1
order by t.id

-- name: by_file_number
select t.*
from patients as t
where t.file_number_blind = ?1
    and t.deleted_at is null
order by t.id

-- name: has_file_number
-- deleted patients keep theirs
select exists (
    select 1
    from patients
    where file_number_blind = ?1
)

-- name: conditions
select t.*
from conditions as t
where t.patient = ?1
order by t.id

-- name: deleted
select t.*
from patients as t indexed by patients_deleted
where t.deleted_at is not null
order by t.deleted_at desc, t.id

-- name: emergency_contacts
select t.*
from emergency_contacts as t
where t.patient = ?1
order by t.id

-- name: ids
select id
from patients
where deleted_at is null
    and (?1 is null or status = ?1)
    and (?2 is null or dietitian = ?2)

-- name: of_dietitians
select t.id
from json_each(?1) as wanted
join patients as t on t.dietitian = unhex(wanted.value)
where t.deleted_at is null

-- name: imported
select t.id
from patients as t
where t.import = ?1
    and t.id > ?2
    and t.deleted_at is null
order by t.id
limit ?3

-- name: imported_counted
select
    import,
    count(*) filter (where deleted_at is null),
    count(deleted_at)
from patients indexed by patients_by_import
where import is not null
group by import

-- name: is_deleted
select exists (
    select 1
    from patients indexed by patients_deleted
    where id = ?1
        and deleted_at is not null
)

-- name: medications
select t.*
from medications as t
where t.patient = ?1
order by t.id

-- name: none_known
select t.*
from none_known as t
where t.patient = ?1
order by t.id

-- name: page
select t.*
from patients as t
where t.id > ?3
    and t.deleted_at is null
    and (?1 is null or t.status = ?1)
    and (?2 is null or t.dietitian = ?2)
order by t.id
limit ?4

-- name: profiles
select t.*
from patient_profiles as t
where t.patient = ?1
order by t.id
