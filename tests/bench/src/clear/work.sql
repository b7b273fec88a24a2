-- What waits in the worklists in clear, besides what a front desk works with.
create table departments (id blob primary key, name text) strict;

create table phone_calls (
    id blob primary key,
    patient blob,
    purpose text,
    at integer,
    result text,
    retry_on integer,
    note text
) strict;

create index phone_calls_by_patient on phone_calls (patient, purpose, at);

create table waiting_list_entries (
    id blob primary key,
    created_by blob,
    patient blob,
    kind text,
    weekdays text,
    since integer,
    note text,
    ended_at integer
) strict;

create index waiting_list_entries_current on waiting_list_entries (since) where ended_at is null;

create table lab_tests (
    id blob primary key,
    patient blob,
    status text,
    ordered_by blob,
    ordered_at integer,
    wished_on integer,
    tests text,
    note text
) strict;

create index lab_tests_by_status on lab_tests (status);

create table lab_results (
    id blob primary key,
    lab_test blob,
    name text,
    entered text,
    unit text
) strict;

create index lab_results_by_sheet on lab_results (lab_test);

create table prescriptions (
    id blob primary key,
    patient blob,
    prescriber blob,
    prescribed_on integer,
    valid_until integer,
    quantity integer,
    refills_allowed integer,
    medication text,
    dosage text,
    frequency text,
    status text
) strict;

create index prescriptions_by_status on prescriptions (status, valid_until);

create table dispensings (
    id blob primary key,
    patient blob,
    prescription blob,
    at integer,
    reverses blob,
    quantity integer
) strict;

create index dispensings_by_prescription on dispensings (prescription);

create table allergies (id blob primary key, patient blob, substance text) strict;

create index allergies_by_patient on allergies (patient);

create table stays (
    id blob primary key,
    created_by blob,
    patient blob,
    department blob,
    room blob,
    bed text,
    from_day integer,
    until_day integer
) strict;

create index stays_by_day on stays (from_day);
