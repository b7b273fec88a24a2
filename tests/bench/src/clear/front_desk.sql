-- A year of the front desk in clear.
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

create table invoices (
    id blob primary key,
    patient blob,
    appointment blob,
    issued_on integer,
    currency text,
    total_minor integer,
    lines text
) strict;

create index invoices_by_day on invoices (issued_on);

create table payments (
    id blob primary key,
    patient blob,
    invoice blob,
    at integer,
    method text,
    amount_minor integer,
    cashier blob
) strict;

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
