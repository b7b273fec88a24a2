-- The same rows in clear: the columns that the device keeps open, and in words what it keeps sealed.

create table patients (
    id blob primary key,
    tenant_id blob,
    created_at integer,
    created_by blob,
    given_name text,
    family_name text,
    other_names text,
    sex text,
    birth_date integer,
    birth_date_estimated integer,
    gender text,
    dietitian blob,
    facility blob,
    status text,
    preferred_language text,
    phones text,
    email text,
    address_lines text,
    city text,
    state text,
    postal_code text,
    country text,
    file_number text,
    national_id text,
    deleted_at integer,
    deleted_by blob,
    deleted_reason text,
    deleted_text text,
    updated_at integer,
    updated_by blob
) strict;

create index patients_by_dietitian on patients (dietitian);
create index patients_by_facility on patients (facility);
create index patients_by_status on patients (status);
create index patients_by_file_number on patients (file_number);

create table visits (
    id blob primary key,
    tenant_id blob,
    created_at integer,
    created_by blob,
    patient blob,
    provider blob,
    appointment blob,
    kind text,
    started_at integer,
    ended_at integer,
    chief_complaint text,
    follow_up_required integer,
    follow_up_date integer,
    summary text,
    deleted_at integer,
    deleted_by blob,
    deleted_reason text,
    deleted_text text,
    updated_at integer,
    updated_by blob
) strict;

create index visits_by_patient on visits (patient, started_at);
create index visits_by_provider on visits (provider);
create index visits_by_start on visits (started_at);
create index visits_by_appointment on visits (appointment);

create table measurements (
    id blob primary key,
    tenant_id blob,
    created_at integer,
    created_by blob,
    patient blob,
    visit blob,
    kind text,
    unit text,
    measured_at integer,
    method text,
    value text,
    second_value text,
    entered text,
    device text,
    deleted_at integer,
    deleted_by blob,
    deleted_reason text,
    deleted_text text,
    updated_at integer,
    updated_by blob
) strict;

create index measurements_by_patient on measurements (patient, kind, measured_at);
create index measurements_by_visit on measurements (visit);

create table notes (
    id blob primary key,
    tenant_id blob,
    created_at integer,
    created_by blob,
    patient blob,
    visit blob,
    kind text,
    status text,
    version integer,
    signed_at integer,
    signed_by blob,
    template text,
    sections text,
    treatment_plan text,
    metadata text,
    custom_fields text,
    signature blob,
    deleted_at integer,
    deleted_by blob,
    deleted_reason text,
    deleted_text text,
    updated_at integer,
    updated_by blob
) strict;

create index notes_by_patient on notes (patient, created_at);
create index notes_by_visit on notes (visit);
create index notes_by_signed_by on notes (signed_by);

create table note_versions (
    id blob primary key,
    tenant_id blob,
    created_at integer,
    created_by blob,
    patient blob,
    note blob,
    version integer,
    sections text,
    treatment_plan text
) strict;

create index note_versions_by_note on note_versions (note, version);
create index note_versions_by_patient on note_versions (patient);
