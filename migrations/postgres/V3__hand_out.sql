-- What the server says to each device, and what it knows of a clinic before the clinic's first row.
-- An older program may not open a database that has this: it would leave devices unfilled.

-- Who made the clinic: the first group is signed by this key, before any row could say so.
create table founders (
    tenant_id uuid primary key references tenant_heads,
    user_id uuid not null,
    signing_key bytea not null check (octet_length(signing_key) = 32),
    device_number bigint not null
);

-- What a device was last told about its scope, and how many things it was told.
create table device_scopes (
    tenant_id uuid not null,
    device_number bigint not null,
    users uuid[] not null,
    compartments bytea not null,
    control_number bigint not null,
    bootstrap_number bigint not null,
    -- when it was last told of other devices
    seen_told_at timestamptz,
    primary key (tenant_id, device_number),
    foreign key (tenant_id, device_number) references device_state
);

-- Wrong secrets at the server, by the device that sent them, so that a guesser delays nobody elsewhere. Device 0 is
-- whoever asks before having a number.
create table sign_in_state (
    tenant_id uuid not null references tenant_heads,
    user_id uuid not null,
    device_number bigint not null,
    failures bigint not null,
    not_before timestamptz not null,
    primary key (tenant_id, user_id, device_number)
);

alter table founders enable row level security;
alter table founders force row level security;
create policy of_this_tenant on founders
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));

alter table device_scopes enable row level security;
alter table device_scopes force row level security;
create policy of_this_tenant on device_scopes
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));

alter table sign_in_state enable row level security;
alter table sign_in_state force row level security;
create policy of_this_tenant on sign_in_state
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));
