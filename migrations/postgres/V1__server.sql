-- What the server itself counts and remembers; the clinic's own tables follow in V2.
-- An older program may not open a database that has this: it is the first shape.

-- Empty places that an operator makes. A place exists before its tenant does, so it belongs to none.
create table tenant_places (
    code_hash bytea primary key check (octet_length(code_hash) = 32),
    name text not null check (length(name) between 1 and 200),
    created_at timestamptz not null,
    expires_at timestamptz not null,
    used_at timestamptz,
    tenant_id uuid unique,
    check ((used_at is null) = (tenant_id is null))
);

-- The one table without row-level security: which tenant a presented secret belongs to, and nothing else.
create table doors (
    secret_hash bytea primary key check (octet_length(secret_hash) = 32),
    kind text not null check (kind in ('token', 'enrolment')),
    tenant_id uuid not null,
    expires_at timestamptz not null
);

create index doors_by_expiry on doors (expires_at);

-- One row a tenant, locked first by every push: the head of its feed.
create table tenant_heads (
    tenant_id uuid primary key,
    timeline uuid not null,
    seq bigint not null check (seq >= 0),
    mark uuid not null,
    -- the number of the last group that changed who may do what
    staff_seq bigint not null default 0,
    root_key bytea not null check (octet_length(root_key) = 32),
    next_device_number bigint not null check (next_device_number > 0),
    joined_at timestamptz not null
);

-- Each push leaves a random mark, so that a cursor of another history is recognised.
create table marks (
    tenant_id uuid not null references tenant_heads,
    timeline uuid not null,
    seq bigint not null,
    mark uuid not null,
    primary key (tenant_id, timeline, seq)
);

-- What the server counts about a device. The device's own row is a row of the clinic.
create table device_state (
    tenant_id uuid not null references tenant_heads,
    device_number bigint not null check (device_number > 0),
    device_id uuid,
    public_key bytea check (octet_length(public_key) = 32),
    push_number bigint not null default 0,
    push_hash bytea check (octet_length(push_hash) = 32),
    audit_number bigint not null default 0,
    audit_hash bytea check (octet_length(audit_hash) = 32),
    version text,
    address inet,
    created_at timestamptz not null,
    last_seen_at timestamptz,
    revoked_at timestamptz,
    primary key (tenant_id, device_number)
);

create unique index device_state_by_device on device_state (tenant_id, device_id);

-- Who has signed in online on which device: the union of their compartments is the device's scope.
create table device_user (
    tenant_id uuid not null references tenant_heads,
    device_number bigint not null,
    user_id uuid not null,
    joined_at timestamptz not null,
    primary key (tenant_id, device_number, user_id),
    foreign key (tenant_id, device_number) references device_state
);

create index device_user_by_user on device_user (tenant_id, user_id);

-- The group id is the idempotence key for ever: a row here is never removed. `rows` names what an accepted group
-- changed, 18 bytes each: the feed is read here, so no table of rows needs an index over a number that every write moves.
create table groups (
    tenant_id uuid not null references tenant_heads,
    group_id uuid not null,
    group_hash bytea not null check (octet_length(group_hash) = 32),
    device_number bigint not null,
    author uuid not null,
    verdict text not null check (verdict in ('accepted', 'rejected')),
    code text,
    seq bigint,
    decided_at timestamptz not null,
    rows bytea check (octet_length(rows) % 18 = 0),
    primary key (tenant_id, group_id),
    check ((verdict = 'accepted') = (seq is not null)),
    check ((verdict = 'accepted') = (rows is not null)),
    check ((verdict = 'rejected') = (code is not null))
);

-- ids do not compress, and their number is told from outside
alter table groups alter column rows set storage external;

create unique index groups_by_seq on groups (tenant_id, seq);

-- The losers of a concurrent write, pinned until a write that saw them. `state` is the cell as its writer sent it.
create table cell_siblings (
    tenant_id uuid not null references tenant_heads,
    entity integer not null,
    row_id uuid not null,
    cell smallint not null check (cell between 0 and 255),
    clock bytea not null check (octet_length(clock) = 12),
    generation integer not null,
    patient uuid,
    state bytea not null,
    seq bigint not null,
    primary key (tenant_id, entity, row_id, cell, clock)
);

-- Cells that only a newer program knows, of known and of unknown entities, kept as sent and handed on.
create table unknown_cells (
    tenant_id uuid not null references tenant_heads,
    entity integer not null,
    row_id uuid not null,
    cell smallint not null check (cell between 0 and 255),
    clock bytea not null check (octet_length(clock) = 12),
    generation integer not null,
    patient uuid,
    state bytea not null,
    seq bigint not null,
    primary key (tenant_id, entity, row_id, cell)
);

-- What the server has to say to one device, in order.
create table control_items (
    tenant_id uuid not null references tenant_heads,
    device_number bigint not null,
    number bigint not null check (number > 0),
    kind smallint not null,
    bytes bytea not null,
    made_at timestamptz not null,
    primary key (tenant_id, device_number, number),
    foreign key (tenant_id, device_number) references device_state
);

-- A sealed bundle that waits for a new device, with the number that the device will have.
create table enrolments (
    tenant_id uuid not null references tenant_heads,
    find_hash bytea not null check (octet_length(find_hash) = 32),
    bundle bytea not null,
    device_number bigint not null check (device_number > 0),
    invited_by uuid not null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    used_at timestamptz,
    primary key (tenant_id, find_hash)
);

-- What a device proved itself with lasts minutes; only its hash is kept.
create table device_tokens (
    tenant_id uuid not null references tenant_heads,
    token_hash bytea not null check (octet_length(token_hash) = 32),
    device_number bigint not null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    primary key (tenant_id, token_hash),
    foreign key (tenant_id, device_number) references device_state
);

create index device_tokens_by_device on device_tokens (tenant_id, device_number);

create table challenges (
    tenant_id uuid not null references tenant_heads,
    challenge bytea not null check (octet_length(challenge) = 32),
    device_number bigint not null,
    expires_at timestamptz not null,
    primary key (tenant_id, challenge),
    foreign key (tenant_id, device_number) references device_state
);

create index challenges_by_device on challenges (tenant_id, device_number);

-- The devices' audit chains, as sent. What was done is clear enough to be asked for; the details are sealed.
create table audit_entries (
    tenant_id uuid not null references tenant_heads,
    device_number bigint not null,
    number bigint not null check (number > 0),
    previous_hash bytea not null check (octet_length(previous_hash) = 32),
    chain_hash bytea not null check (octet_length(chain_hash) = 32),
    at timestamptz not null,
    user_id uuid,
    session_number bigint not null,
    action text not null check (length(action) <= 100),
    resource text not null check (length(resource) <= 100),
    resource_id uuid,
    patient uuid,
    outcome text not null check (length(outcome) <= 100),
    severity text not null check (length(severity) <= 100),
    retain_until timestamptz not null,
    sealed bytea,
    signature bytea not null check (octet_length(signature) = 64),
    received_at timestamptz not null,
    primary key (tenant_id, device_number, number),
    foreign key (tenant_id, device_number) references device_state
);

create index audit_entries_by_user on audit_entries (tenant_id, user_id, at);
create index audit_entries_by_patient on audit_entries (tenant_id, patient, at);
create index audit_entries_by_time on audit_entries (tenant_id, at);

alter table tenant_heads enable row level security;
alter table tenant_heads force row level security;
create policy of_this_tenant on tenant_heads
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));

alter table marks enable row level security;
alter table marks force row level security;
create policy of_this_tenant on marks
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));

alter table device_state enable row level security;
alter table device_state force row level security;
create policy of_this_tenant on device_state
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));

alter table device_user enable row level security;
alter table device_user force row level security;
create policy of_this_tenant on device_user
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));

alter table groups enable row level security;
alter table groups force row level security;
create policy of_this_tenant on groups
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));

alter table cell_siblings enable row level security;
alter table cell_siblings force row level security;
create policy of_this_tenant on cell_siblings
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));

alter table unknown_cells enable row level security;
alter table unknown_cells force row level security;
create policy of_this_tenant on unknown_cells
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));

alter table enrolments enable row level security;
alter table enrolments force row level security;
create policy of_this_tenant on enrolments
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));

alter table device_tokens enable row level security;
alter table device_tokens force row level security;
create policy of_this_tenant on device_tokens
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));

alter table challenges enable row level security;
alter table challenges force row level security;
create policy of_this_tenant on challenges
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));

alter table control_items enable row level security;
alter table control_items force row level security;
create policy of_this_tenant on control_items
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));

alter table audit_entries enable row level security;
alter table audit_entries force row level security;
create policy of_this_tenant on audit_entries
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));

