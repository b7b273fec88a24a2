-- name: invoices_of_drafts
select t.*
from json_each(?1) as wanted
join invoices as t on t.draft = unhex(wanted.value)
order by t.id

-- name: of_patient
select t.*
from packages as t
where t.patient = ?1
order by t.id

-- name: of_patients
select t.*
from json_each(?1) as wanted
join packages as t on t.patient = unhex(wanted.value)
order by t.id

-- name: uses
select t.*
from package_uses as t
where t.patient = ?1
order by t.id

-- name: uses_at
select t.*
from package_uses as t
where t.appointment = ?1
order by t.id

-- name: uses_of_packages
select t.*
from json_each(?1) as wanted
join package_uses as t on t.package = unhex(wanted.value)
order by t.id
