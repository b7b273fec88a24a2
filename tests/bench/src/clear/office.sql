-- What a front desk works with in clear.
create table facilities (id blob primary key, name text) strict;

create table users (id blob primary key, first_name text, last_name text) strict;

create table appointments (
    id blob primary key,
    facility blob,
    room blob,
    provider blob,
    starts integer,
    ends integer,
    status text,
    kind text,
    mode text,
    deleted_at integer
) strict;

create index appointments_by_starts on appointments (starts);

create table appointment_patients (
    id blob primary key,
    appointment blob,
    patient blob,
    reason text,
    notes text,
    attendance text,
    deleted_at integer
) strict;

create index appointment_patients_by_appointment on appointment_patients (appointment);

create table consents (
    id blob primary key,
    patient blob,
    signed_on integer,
    withdrawn_on integer
) strict;

create index consents_by_patient on consents (patient);

create table invoice_drafts (
    id blob primary key,
    patient blob,
    appointment blob,
    currency text,
    lines text
) strict;

create index invoice_drafts_by_appointment on invoice_drafts (appointment);

create table invoices (
    id blob primary key,
    patient blob,
    draft blob,
    appointment blob,
    serial integer,
    issued_on integer,
    due_on integer,
    currency text,
    total_minor integer,
    lines text
) strict;

create index invoices_by_patient on invoices (patient);
create index invoices_by_draft on invoices (draft);
create index invoices_by_appointment on invoices (appointment);
create index invoices_by_day on invoices (issued_on);

create table invoice_voids (
    id blob primary key,
    invoice blob,
    at integer,
    reason text
) strict;

create index invoice_voids_by_invoice on invoice_voids (invoice);

create table payments (
    id blob primary key,
    patient blob,
    invoice blob,
    at integer,
    method text,
    amount_minor integer,
    refunds blob,
    cashier blob
) strict;

create index payments_by_invoice on payments (invoice);
create index payments_by_at on payments (at);

create table alerts (
    id blob primary key,
    kind text,
    priority text,
    facility blob,
    raised_at integer,
    ended_at integer,
    title text,
    description text
) strict;

create index alerts_open on alerts (raised_at) where ended_at is null;
