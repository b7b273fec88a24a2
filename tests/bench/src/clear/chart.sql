select
    0 as what,
    id,
    created_at as at,
    given_name,
    family_name,
    other_names,
    sex,
    gender,
    status,
    phones,
    email,
    address_lines,
    city,
    postal_code,
    country,
    file_number,
    national_id
from patients
where id = ?1 and deleted_at is null
union all
select
    1 as what,
    id,
    started_at as at,
    kind,
    chief_complaint,
    summary,
    null,
    null,
    null,
    null,
    null,
    null,
    null,
    null,
    null,
    null,
    null
from visits
where patient = ?1 and deleted_at is null
union all
select
    2 as what,
    id,
    measured_at as at,
    kind,
    unit,
    value,
    second_value,
    entered,
    method,
    null,
    null,
    null,
    null,
    null,
    null,
    null,
    null
from measurements
where patient = ?1 and deleted_at is null
union all
select
    3 as what,
    id,
    created_at as at,
    kind,
    status,
    sections,
    treatment_plan,
    metadata,
    custom_fields,
    null,
    null,
    null,
    null,
    null,
    null,
    null,
    null
from notes
where patient = ?1 and deleted_at is null
