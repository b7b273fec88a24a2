-- The server's tables: what it stores of devices, pushes and credentials, then the clinic's own tables, one for each
-- entity of the catalog.
-- An older program may not open a database that has this: it is the first shape.

-- One-use codes for empty clinics, made by an operator. A code exists before its tenant does, so it belongs to none.
create table clinic_codes (
    code_hash bytea primary key check (octet_length(code_hash) = 32),
    name text not null check (length(name) between 1 and 200),
    created_at timestamptz not null,
    expires_at timestamptz not null,
    used_at timestamptz,
    -- what the clinic may push at once when it connects, beyond its hours
    first_push_bytes bigint not null default 4294967296 check (first_push_bytes >= 0),
    tenant_id uuid unique,
    check ((used_at is null) = (tenant_id is null))
);

-- The one table without row-level security: which tenant a presented secret belongs to, and nothing else.
create table credentials (
    secret_hash bytea primary key check (octet_length(secret_hash) = 32),
    kind text not null check (kind in ('token', 'enrolment')),
    tenant_id uuid not null,
    expires_at timestamptz not null
);

create index credentials_by_expiry on credentials (expires_at);

-- One row, made by the first server that starts: the key under which tokens are authenticated before they are looked
-- up, so that a forged one costs no query, and the Ed25519 key by which the server proves itself to devices, which have
-- pinned it. They open nothing.
create table token_keys (
    id smallint primary key check (id = 1),
    token_key bytea not null check (octet_length(token_key) = 32),
    identity_key bytea not null check (octet_length(identity_key) = 32),
    -- announced to devices under the one above, until an operator makes it the one above
    successor_key bytea check (octet_length(successor_key) = 32)
);

-- One row a tenant, locked first by every push: the head of its feed.
create table feeds (
    tenant_id uuid primary key,
    timeline uuid not null,
    seq bigint not null check (seq >= 0),
    history_mark uuid not null,
    -- the sequence number of the last group that changed rights
    staff_stamp bigint not null default 0,
    root_key bytea not null check (octet_length(root_key) = 32),
    next_device_number bigint not null check (next_device_number > 0),
    joined_at timestamptz not null,
    -- when its first push ended, of all that it wrote before it had a server; until then its clocks are not checked
    first_push_ended_at timestamptz,
    -- by the operator: nothing of the clinic is taken or handed out
    suspended_at timestamptz,
    -- its budget, by the operator: what all its devices may store, and push in an hour
    stored_bytes_max bigint not null default 68719476736 check (stored_bytes_max > 0),
    hour_bytes_max bigint not null default 1073741824 check (hour_bytes_max > 0),
    -- what is left of the allowance of its code, for the device that connected it
    first_push_bytes_left bigint not null default 0 check (first_push_bytes_left >= 0)
);

-- Each push leaves a random mark, so that a position of another history is recognised. The last million stay.
create table feed_history (
    tenant_id uuid not null references feeds,
    timeline uuid not null,
    seq bigint not null,
    history_mark uuid not null,
    primary key (tenant_id, timeline, seq)
);

-- The server's state of a device. The device's own row is a row of the clinic.
create table device_state (
    tenant_id uuid not null references feeds,
    device_number bigint not null check (device_number > 0),
    device_id uuid,
    public_key bytea check (octet_length(public_key) = 32),
    push_number bigint not null default 0,
    push_hash bytea check (octet_length(push_hash) = 32),
    pushed_at timestamptz,
    audit_number bigint not null default 0,
    audit_hash bytea check (octet_length(audit_hash) = 32),
    version text,
    address inet,
    created_at timestamptz not null,
    last_seen_at timestamptz,
    revoked_at timestamptz,
    -- numbers that this device had before the server was restored from a backup, and that others have been given since
    former_numbers bigint[],
    -- by how much its pushes have made the clinic's rows, push log and audit log grow; less than 0 where it has made
    -- them shrink
    stored_bytes bigint not null default 0,
    -- what it has pushed in the hour that began then
    hour_bytes bigint not null default 0 check (hour_bytes >= 0),
    hour_from timestamptz,
    -- what its audit log has grown by since it was revoked
    revoked_audit_bytes bigint not null default 0,
    primary key (tenant_id, device_number)
);

-- a device that takes another number keeps the ones before
create index device_state_by_device on device_state (tenant_id, device_id);

-- The users that have signed in online on each device: the union of their compartments is the device's scope.
create table device_users (
    tenant_id uuid not null references feeds,
    device_number bigint not null,
    user_id uuid not null,
    joined_at timestamptz not null,
    primary key (tenant_id, device_number, user_id),
    foreign key (tenant_id, device_number) references device_state
);

create index device_users_by_user on device_users (tenant_id, user_id);

-- When this server accepted the present keys of a user: their own clock is what an admin has signed.
create table user_keys (
    tenant_id uuid not null references feeds,
    user_id uuid not null,
    accepted_at timestamptz not null,
    primary key (tenant_id, user_id)
);

-- The push log. The id of an accepted group is the idempotence key for ever: its row is never removed or changed. A
-- rejected group is judged anew when it comes again, and forgotten after a year; one that a person discarded is not.
-- `rows` names what an accepted group changed, 34 bytes each: the feed is read here, so
-- no table of rows needs an index over a number that every write moves.
create table groups (
    tenant_id uuid not null references feeds,
    group_id uuid not null,
    group_hash bytea not null check (octet_length(group_hash) = 32),
    device_number bigint not null,
    author uuid not null,
    verdict text not null check (verdict in ('accepted', 'rejected')),
    code text,
    seq bigint,
    decided_at timestamptz not null,
    -- the rows that it changed, each with its patient
    rows bytea check (octet_length(rows) % 34 = 0),
    -- what those rows had in bytes then, so that a page is cut before they are loaded
    rows_bytes bigint,
    -- the code with the row, cell and field, as it is returned to the device
    rejection bytea,
    primary key (tenant_id, group_id),
    check ((verdict = 'accepted') = (seq is not null)),
    check ((verdict = 'accepted') = (rows is not null)),
    check ((verdict = 'rejected') = (code is not null)),
    check ((verdict = 'rejected') = (rejection is not null))
);

-- ids do not compress, and octet_length reads an external value's length without fetching it
alter table groups alter column rows set storage external;

create unique index groups_by_seq on groups (tenant_id, seq);
create index groups_rejected on groups (tenant_id, decided_at) where verdict = 'rejected' and code <> 'withdrawn';

-- Held groups of revoked devices and deactivated users, in the order of arrival, until a user admits or rejects them. A
-- row here is never removed: `bytes`, as the device sent them, go with the decision.
create table review_groups (
    tenant_id uuid not null references feeds,
    group_id uuid not null,
    number bigint not null check (number > 0),
    group_hash bytea not null check (octet_length(group_hash) = 32),
    device_number bigint not null,
    author uuid not null,
    -- which rows it writes, and of which patients
    rows bytea not null,
    bytes bytea,
    received_at timestamptz not null,
    -- purged: its patient was erased, and its bytes with them
    state text not null check (state in ('waiting', 'admitted', 'rejected', 'purged')),
    decided_at timestamptz,
    decided_by uuid,
    -- the signature of the deciding user
    signature bytea check (octet_length(signature) = 64),
    primary key (tenant_id, group_id),
    foreign key (tenant_id, device_number) references device_state,
    check ((state = 'waiting') = (bytes is not null)),
    check ((state = 'waiting') = (decided_at is null)),
    check ((state in ('waiting', 'purged')) = (decided_by is null)),
    check ((state in ('waiting', 'purged')) = (signature is null))
);

-- sealed bytes do not compress, and octet_length reads an external value's length without fetching it
alter table review_groups alter column bytes set storage external;

create unique index review_groups_by_number on review_groups (tenant_id, number);
create index review_groups_waiting on review_groups (tenant_id, device_number) where state = 'waiting';

-- What held groups hold up, so that a push asks what depends on them and reads none: the action (`what` is -1), the
-- rows that a group made (-2), the cells that it wrote (the entity times 256, and the cell). They go with the decision.
create table review_ids (
    tenant_id uuid not null references feeds,
    group_id uuid not null,
    device_number bigint not null,
    id uuid not null,
    what integer not null,
    primary key (tenant_id, group_id, id, what)
);

create index review_ids_by_id on review_ids (tenant_id, id, what, device_number);

-- Sibling versions: the losers of concurrent writes, until a write whose author read them. `state` is the cell as sent.
create table cell_siblings (
    tenant_id uuid not null references feeds,
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

-- Cells that only a newer program knows, of known and of unknown entities, stored as sent and handed out again.
create table unknown_cells (
    tenant_id uuid not null references feeds,
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

-- Control items for one device, in order.
create table control_items (
    tenant_id uuid not null references feeds,
    device_number bigint not null,
    number bigint not null check (number > 0),
    kind smallint not null,
    bytes bytea not null,
    created_at timestamptz not null,
    primary key (tenant_id, device_number, number),
    foreign key (tenant_id, device_number) references device_state
);

-- Invitations: sealed bundles that wait for a new device, with the number that the device will have.
create table enrolments (
    tenant_id uuid not null references feeds,
    find_hash bytea not null check (octet_length(find_hash) = 32),
    bundle bytea not null,
    device_number bigint not null check (device_number > 0),
    invited_by uuid not null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    used_at timestamptz,
    primary key (tenant_id, find_hash)
);

-- Device tokens last minutes; only their hash is stored.
create table device_tokens (
    tenant_id uuid not null references feeds,
    token_hash bytea not null check (octet_length(token_hash) = 32),
    device_number bigint not null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    primary key (tenant_id, token_hash),
    foreign key (tenant_id, device_number) references device_state
);

create index device_tokens_by_device on device_tokens (tenant_id, device_number);

create table challenges (
    tenant_id uuid not null references feeds,
    challenge bytea not null check (octet_length(challenge) = 32),
    device_number bigint not null,
    expires_at timestamptz not null,
    primary key (tenant_id, challenge),
    foreign key (tenant_id, device_number) references device_state
);

create index challenges_by_device on challenges (tenant_id, device_number);

-- The devices' audit chains, as sent. What was done is clear enough to be asked for; the details are sealed.
create table audit_entries (
    tenant_id uuid not null references feeds,
    device_number bigint not null,
    number bigint not null check (number > 0),
    previous_hash bytea not null check (octet_length(previous_hash) = 32),
    chain_hash bytea not null check (octet_length(chain_hash) = 32),
    at timestamptz not null,
    user_id uuid,
    session_number bigint not null,
    facility uuid,
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
create index audit_entries_of_erasures on audit_entries (tenant_id, resource_id) where action = 'confirm erasure';

-- The founder's key of each clinic: it signs the first group, before any row contains it.
create table founders (
    tenant_id uuid primary key references feeds,
    user_id uuid not null,
    signing_key bytea not null check (octet_length(signing_key) = 32),
    device_number bigint not null
);

-- The scope that was last sent to a device, and how many control items it was sent.
create table device_scopes (
    tenant_id uuid not null,
    device_number bigint not null,
    users uuid[] not null,
    compartments bytea not null,
    control_number bigint not null,
    bootstrap_number bigint not null,
    -- when it was last sent the other devices' last contact
    last_seen_sent_at timestamptz,
    primary key (tenant_id, device_number),
    foreign key (tenant_id, device_number) references device_state
);

-- Wrong sign-in secrets, by the device that sent them, so that guessing on one device delays no other. Device 0 is any
-- device that has no number yet.
create table sign_in_failures (
    tenant_id uuid not null references feeds,
    user_id uuid not null,
    device_number bigint not null,
    failures bigint not null,
    not_before timestamptz not null,
    primary key (tenant_id, user_id, device_number)
);

-- The clinic's own tables, as every device has them, with the tenant and the sequence number of the feed.
--
-- A column of a cell is empty when the row has no such cell (it was purged, or an older program made the row),
-- so only identity and the cell headers are always there, and a CHECK never looks beyond one cell.
-- References are checked at the end of a group, because its rows come in the order of their writing.
-- Who created, changed or deleted a row is proved by a signature, so these columns are plain ids;
-- a tenant without a feed head cannot push, so tenant_id is one as well.
-- What people change has room on its page for the changed row (fillfactor): half of what it costs to write it there.

-- The clinic itself: one row, whose id is the tenant's.
create table tenants (
    tenant_id uuid not null,
    id uuid not null,
    created_at timestamptz,
    created_by uuid,
    name text check (char_length(name) <= 255),
    slug text check (char_length(slug) <= 63),
    status text check (status in ('ACTIVE', 'SUSPENDED', 'DEMO')),
    recovery_recipient text check (char_length(recovery_recipient) <= 255),
    recovery_signing_key bytea check (octet_length(recovery_signing_key) <= 32),
    deleted_at timestamptz,
    deleted_by uuid,
    deleted_reason text
        check (deleted_reason in ('ENTERED_IN_ERROR', 'DUPLICATE', 'NO_LONGER_NEEDED', 'PATIENT_REQUEST', 'OTHER')),
    updated_at timestamptz,
    updated_by uuid,
    cells bytea not null,
    seq bigint not null,
    primary key (tenant_id, id),
    check (id = tenant_id),
    check ((created_at is null) = (created_by is null)),
    check (
        (name is null) = (slug is null)
        and (name is null) = (status is null)
        and (name is null) = (recovery_recipient is null)
    )
);

-- Buildings, each with a time zone and a currency.
create table facilities (
    tenant_id uuid not null,
    id uuid not null,
    created_at timestamptz,
    created_by uuid,
    name text check (char_length(name) <= 255),
    address text check (char_length(address) <= 4000),
    phone text check (char_length(phone) <= 50),
    licence_number text check (char_length(licence_number) <= 100),
    time_zone text check (char_length(time_zone) <= 64),
    currency text check (char_length(currency) <= 3),
    is_active boolean,
    deleted_at timestamptz,
    deleted_by uuid,
    deleted_reason text
        check (deleted_reason in ('ENTERED_IN_ERROR', 'DUPLICATE', 'NO_LONGER_NEEDED', 'PATIENT_REQUEST', 'OTHER')),
    updated_at timestamptz,
    updated_by uuid,
    cells bytea not null,
    seq bigint not null,
    primary key (tenant_id, id),
    check ((created_at is null) = (created_by is null)),
    check ((time_zone is null) = (currency is null))
);

-- Departments of a facility.
create table departments (
    tenant_id uuid not null,
    id uuid not null,
    created_at timestamptz,
    created_by uuid,
    facility uuid,
    name text check (char_length(name) <= 255),
    code text check (char_length(code) <= 50),
    is_active boolean,
    deleted_at timestamptz,
    deleted_by uuid,
    deleted_reason text
        check (deleted_reason in ('ENTERED_IN_ERROR', 'DUPLICATE', 'NO_LONGER_NEEDED', 'PATIENT_REQUEST', 'OTHER')),
    updated_at timestamptz,
    updated_by uuid,
    cells bytea not null,
    seq bigint not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, facility) references facilities deferrable initially deferred,
    check ((created_at is null) = (created_by is null)),
    check ((facility is null) = (name is null))
);

-- Rooms that can be booked.
create table rooms (
    tenant_id uuid not null,
    id uuid not null,
    created_at timestamptz,
    created_by uuid,
    facility uuid,
    name text check (char_length(name) <= 255),
    code text check (char_length(code) <= 50),
    is_active boolean,
    deleted_at timestamptz,
    deleted_by uuid,
    deleted_reason text
        check (deleted_reason in ('ENTERED_IN_ERROR', 'DUPLICATE', 'NO_LONGER_NEEDED', 'PATIENT_REQUEST', 'OTHER')),
    updated_at timestamptz,
    updated_by uuid,
    cells bytea not null,
    seq bigint not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, facility) references facilities deferrable initially deferred,
    check ((created_at is null) = (created_by is null)),
    check ((facility is null) = (name is null))
);

-- Users. Written online once there is a server, since only the server can guarantee that a user name is unique.
create table users (
    tenant_id uuid not null,
    id uuid not null,
    created_at timestamptz,
    created_by uuid,
    username text check (char_length(username) <= 50),
    email text check (char_length(email) <= 255),
    first_name text check (char_length(first_name) <= 100),
    last_name text check (char_length(last_name) <= 100),
    email_verified boolean,
    department uuid,
    facility uuid,
    specialization text check (char_length(specialization) <= 100),
    shift_schedule text check (char_length(shift_schedule) <= 4000),
    is_active boolean,
    public_key bytea check (octet_length(public_key) <= 32),
    signing_key bytea check (octet_length(signing_key) <= 32),
    former_keys bytea check (octet_length(former_keys) <= 4096),
    wrapped_keys bytea check (octet_length(wrapped_keys) <= 512),
    kdf_salt bytea check (octet_length(kdf_salt) <= 16),
    kdf_memory_kib bigint,
    kdf_passes bigint,
    kdf_lanes bigint,
    sign_in_hash bytea check (octet_length(sign_in_hash) <= 32),
    staff_sealed bytea check (octet_length(staff_sealed) <= 524288),
    deleted_at timestamptz,
    deleted_by uuid,
    deleted_reason text
        check (deleted_reason in ('ENTERED_IN_ERROR', 'DUPLICATE', 'NO_LONGER_NEEDED', 'PATIENT_REQUEST', 'OTHER')),
    deleted_sealed bytea check (octet_length(deleted_sealed) <= 524288),
    updated_at timestamptz,
    updated_by uuid,
    cells bytea not null,
    seq bigint not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, department) references departments deferrable initially deferred,
    foreign key (tenant_id, facility) references facilities deferrable initially deferred,
    check ((created_at is null) = (created_by is null)),
    check (
        (username is null) = (first_name is null)
        and (username is null) = (last_name is null)
        and (username is null) = (email_verified is null)
    ),
    check ((public_key is null) = (signing_key is null)),
    check (
        (wrapped_keys is null) = (kdf_salt is null)
        and (wrapped_keys is null) = (kdf_memory_kib is null)
        and (wrapped_keys is null) = (kdf_passes is null)
        and (wrapped_keys is null) = (kdf_lanes is null)
        and (wrapped_keys is null) = (sign_in_hash is null)
    )
);

create unique index users_by_username on users (tenant_id, username) where deleted_at is null;
create unique index users_by_email on users (tenant_id, email) where deleted_at is null;

-- Named lists of rights and compartments.
create table roles (
    tenant_id uuid not null,
    id uuid not null,
    created_at timestamptz,
    created_by uuid,
    name text check (char_length(name) <= 100),
    description text check (char_length(description) <= 255),
    is_system boolean,
    rights text check (char_length(rights) <= 8000),
    compartments text check (char_length(compartments) <= 255),
    deleted_at timestamptz,
    deleted_by uuid,
    deleted_reason text
        check (deleted_reason in ('ENTERED_IN_ERROR', 'DUPLICATE', 'NO_LONGER_NEEDED', 'PATIENT_REQUEST', 'OTHER')),
    updated_at timestamptz,
    updated_by uuid,
    cells bytea not null,
    seq bigint not null,
    primary key (tenant_id, id),
    check ((created_at is null) = (created_by is null)),
    check (
        (name is null) = (is_system is null)
        and (name is null) = (rights is null)
        and (name is null) = (compartments is null)
    )
);

-- The roles of users; a membership lasts until its row is deleted.
create table user_roles (
    tenant_id uuid not null,
    id uuid not null,
    created_at timestamptz,
    created_by uuid,
    "user" uuid,
    role uuid,
    facility uuid,
    deleted_at timestamptz,
    deleted_by uuid,
    deleted_reason text
        check (deleted_reason in ('ENTERED_IN_ERROR', 'DUPLICATE', 'NO_LONGER_NEEDED', 'PATIENT_REQUEST', 'OTHER')),
    updated_at timestamptz,
    updated_by uuid,
    cells bytea not null,
    seq bigint not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, "user") references users deferrable initially deferred,
    foreign key (tenant_id, role) references roles deferrable initially deferred,
    foreign key (tenant_id, facility) references facilities deferrable initially deferred,
    check ((created_at is null) = (created_by is null)),
    check (("user" is null) = (role is null))
);

create index user_roles_by_user on user_roles (tenant_id, "user");
create index user_roles_by_role on user_roles (tenant_id, role) where deleted_at is null;

-- Codes that admins made for users; of a code its hash alone.
create table user_verifications (
    tenant_id uuid not null,
    id uuid not null,
    created_at timestamptz,
    created_by uuid,
    "user" uuid,
    kind text check (kind in ('ACTIVATION', 'PASSWORD_RESET', 'EMAIL')),
    email text check (char_length(email) <= 255),
    code_hash bytea check (octet_length(code_hash) <= 32),
    expires_at timestamptz,
    kdf_salt bytea check (octet_length(kdf_salt) <= 16),
    cells bytea not null,
    seq bigint not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, "user") references users deferrable initially deferred,
    check ((created_at is null) = (created_by is null)),
    check (
        ("user" is null) = (kind is null)
        and ("user" is null) = (code_hash is null)
        and ("user" is null) = (expires_at is null)
    )
);

-- The clinic's computers. A number is not unique: a server that was restored from a backup gives one once more.
create table devices (
    tenant_id uuid not null,
    id uuid not null,
    created_at timestamptz,
    created_by uuid,
    number bigint,
    name text check (char_length(name) <= 255),
    public_key bytea check (octet_length(public_key) <= 32),
    exchange_key bytea check (octet_length(exchange_key) <= 32),
    enrolment_key bytea check (octet_length(enrolment_key) <= 32),
    enrolment_until timestamptz,
    enrolment_signature bytea check (octet_length(enrolment_signature) <= 64),
    revoked_at timestamptz,
    revoked_by uuid,
    deleted_at timestamptz,
    deleted_by uuid,
    deleted_reason text
        check (deleted_reason in ('ENTERED_IN_ERROR', 'DUPLICATE', 'NO_LONGER_NEEDED', 'PATIENT_REQUEST', 'OTHER')),
    updated_at timestamptz,
    updated_by uuid,
    cells bytea not null,
    seq bigint not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, revoked_by) references users deferrable initially deferred,
    check ((created_at is null) = (created_by is null)),
    check (
        (number is null) = (name is null)
        and (number is null) = (public_key is null)
        and (number is null) = (exchange_key is null)
    )
);

-- Keys sealed to a user, a device or the recovery key; the recipient is one of several kinds, so it is a plain id.
create table key_grants (
    tenant_id uuid not null,
    id uuid not null,
    created_at timestamptz,
    created_by uuid,
    kind text
        check (kind in ('CONTACT', 'CLINICAL', 'BILLING', 'STAFF', 'OPERATIONS', 'AUDIT', 'ROOT', 'CLINIC_SECRET')),
    epoch bigint,
    recipient_kind text check (recipient_kind in ('USER', 'DEVICE', 'RECOVERY')),
    recipient uuid,
    sealed_key bytea check (octet_length(sealed_key) <= 4096),
    public_key bytea check (octet_length(public_key) <= 32),
    cells bytea not null,
    seq bigint not null,
    primary key (tenant_id, id),
    check ((created_at is null) = (created_by is null)),
    check (
        (kind is null) = (epoch is null)
        and (kind is null) = (recipient_kind is null)
        and (kind is null) = (sealed_key is null)
    )
);

create index key_grants_by_recipient on key_grants (tenant_id, recipient, kind, epoch);

-- Settings of the clinic; the id is derived from the name, so each is one row.
create table settings (
    tenant_id uuid not null,
    id uuid not null,
    created_at timestamptz,
    created_by uuid,
    name text check (char_length(name) <= 100),
    value text check (char_length(value) <= 4000),
    deleted_at timestamptz,
    deleted_by uuid,
    deleted_reason text
        check (deleted_reason in ('ENTERED_IN_ERROR', 'DUPLICATE', 'NO_LONGER_NEEDED', 'PATIENT_REQUEST', 'OTHER')),
    updated_at timestamptz,
    updated_by uuid,
    cells bytea not null,
    seq bigint not null,
    primary key (tenant_id, id),
    check ((created_at is null) = (created_by is null)),
    check ((name is null) = (value is null))
);

-- Templates for sections of notes.
create table note_templates (
    tenant_id uuid not null,
    id uuid not null,
    created_at timestamptz,
    created_by uuid,
    name text check (char_length(name) <= 255),
    section text check (char_length(section) <= 20),
    text text check (char_length(text) <= 4000),
    is_active boolean,
    deleted_at timestamptz,
    deleted_by uuid,
    deleted_reason text
        check (deleted_reason in ('ENTERED_IN_ERROR', 'DUPLICATE', 'NO_LONGER_NEEDED', 'PATIENT_REQUEST', 'OTHER')),
    updated_at timestamptz,
    updated_by uuid,
    cells bytea not null,
    seq bigint not null,
    primary key (tenant_id, id),
    check ((created_at is null) = (created_by is null)),
    check ((name is null) = (section is null)),
    check ((name is null) = (text is null))
);

-- Fields that the clinic adds to its notes.
create table custom_fields (
    tenant_id uuid not null,
    id uuid not null,
    created_at timestamptz,
    created_by uuid,
    label text check (char_length(label) <= 60),
    kind text check (kind in ('TEXT', 'NUMBER', 'DATE', 'CHOICE', 'YES_NO')),
    note_kind text
        check (
            note_kind in (
                'ADIME', 'SOAP', 'CONSULTATION', 'DIAGNOSIS', 'TREATMENT', 'PROGRESS', 'LETTER', 'FREE'
            )
        ),
    options text check (char_length(options) <= 4000),
    is_active boolean,
    deleted_at timestamptz,
    deleted_by uuid,
    deleted_reason text
        check (deleted_reason in ('ENTERED_IN_ERROR', 'DUPLICATE', 'NO_LONGER_NEEDED', 'PATIENT_REQUEST', 'OTHER')),
    updated_at timestamptz,
    updated_by uuid,
    cells bytea not null,
    seq bigint not null,
    primary key (tenant_id, id),
    check ((created_at is null) = (created_by is null)),
    check ((label is null) = (kind is null))
);

-- Kinds of measurement of the clinic's own.
create table measurement_kinds (
    tenant_id uuid not null,
    id uuid not null,
    created_at timestamptz,
    created_by uuid,
    name text check (char_length(name) <= 60),
    unit text check (char_length(unit) <= 20),
    decimals bigint,
    lowest numeric,
    highest numeric,
    odd_below numeric,
    odd_above numeric,
    is_active boolean,
    deleted_at timestamptz,
    deleted_by uuid,
    deleted_reason text
        check (deleted_reason in ('ENTERED_IN_ERROR', 'DUPLICATE', 'NO_LONGER_NEEDED', 'PATIENT_REQUEST', 'OTHER')),
    updated_at timestamptz,
    updated_by uuid,
    cells bytea not null,
    seq bigint not null,
    primary key (tenant_id, id),
    check ((created_at is null) = (created_by is null)),
    check ((name is null) = (decimals is null)),
    check ((lowest is null) = (highest is null))
);

-- Supplements and tube feeds of the clinic, by what their labels say of 100 ml; they describe no patient.
create table nutrition_products (
    tenant_id uuid not null,
    id uuid not null,
    created_at timestamptz,
    created_by uuid,
    name text check (char_length(name) <= 60),
    energy_kcal numeric,
    protein_g numeric,
    water_ml numeric,
    is_active boolean,
    deleted_at timestamptz,
    deleted_by uuid,
    deleted_reason text
        check (deleted_reason in ('ENTERED_IN_ERROR', 'DUPLICATE', 'NO_LONGER_NEEDED', 'PATIENT_REQUEST', 'OTHER')),
    updated_at timestamptz,
    updated_by uuid,
    cells bytea not null,
    seq bigint not null,
    primary key (tenant_id, id),
    check ((created_at is null) = (created_by is null)),
    check (
        (name is null) = (energy_kcal is null)
        and (name is null) = (protein_g is null)
        and (name is null) = (water_ml is null)
    )
);

-- Tables of exchanges of the clinic, each with its groups as a list; they describe no patient.
create table exchange_tables (
    tenant_id uuid not null,
    id uuid not null,
    created_at timestamptz,
    created_by uuid,
    name text check (char_length(name) <= 60),
    exchange_groups text check (char_length(exchange_groups) <= 8000),
    is_active boolean,
    deleted_at timestamptz,
    deleted_by uuid,
    deleted_reason text
        check (deleted_reason in ('ENTERED_IN_ERROR', 'DUPLICATE', 'NO_LONGER_NEEDED', 'PATIENT_REQUEST', 'OTHER')),
    updated_at timestamptz,
    updated_by uuid,
    cells bytea not null,
    seq bigint not null,
    primary key (tenant_id, id),
    check ((created_at is null) = (created_by is null)),
    check ((name is null) = (exchange_groups is null))
);

-- Codes that insurers ask for on an invoice, from the clinic's own list.
create table claim_codes (
    tenant_id uuid not null,
    id uuid not null,
    created_at timestamptz,
    created_by uuid,
    code text check (char_length(code) <= 20),
    name text check (char_length(name) <= 120),
    is_active boolean,
    deleted_at timestamptz,
    deleted_by uuid,
    deleted_reason text
        check (deleted_reason in ('ENTERED_IN_ERROR', 'DUPLICATE', 'NO_LONGER_NEEDED', 'PATIENT_REQUEST', 'OTHER')),
    updated_at timestamptz,
    updated_by uuid,
    cells bytea not null,
    seq bigint not null,
    primary key (tenant_id, id),
    check ((created_at is null) = (created_by is null)),
    check ((code is null) = (name is null))
);

-- The price list of the clinic: prices in the smallest unit of their currency, taxes in hundredths of a percent.
create table services (
    tenant_id uuid not null,
    id uuid not null,
    created_at timestamptz,
    created_by uuid,
    code text check (char_length(code) <= 20),
    name text check (char_length(name) <= 120),
    price_minor bigint,
    currency text check (char_length(currency) <= 3),
    tax_hundredths bigint,
    is_active boolean,
    deleted_at timestamptz,
    deleted_by uuid,
    deleted_reason text
        check (deleted_reason in ('ENTERED_IN_ERROR', 'DUPLICATE', 'NO_LONGER_NEEDED', 'PATIENT_REQUEST', 'OTHER')),
    updated_at timestamptz,
    updated_by uuid,
    cells bytea not null,
    seq bigint not null,
    primary key (tenant_id, id),
    check ((created_at is null) = (created_by is null)),
    check ((code is null) = (name is null)),
    check ((price_minor is null) = (currency is null) and (price_minor is null) = (tax_hundredths is null))
);

-- Orders that erased patients, with their signers: the id is derived from the patient's, of whom nothing else is left.
create table erasures (
    tenant_id uuid not null,
    id uuid not null,
    created_at timestamptz,
    created_by uuid,
    erased uuid,
    reason text check (reason in ('PATIENT_REQUEST', 'RETENTION_ENDED', 'COURT_ORDER')),
    ordered_at timestamptz,
    second_signer uuid,
    second_signature bytea check (octet_length(second_signature) <= 64),
    cells bytea not null,
    seq bigint not null,
    primary key (tenant_id, id),
    check ((created_at is null) = (created_by is null)),
    check (
        (erased is null) = (reason is null)
        and (erased is null) = (ordered_at is null)
        and (erased is null) = (second_signature is null)
    )
);

-- Imports of lists of patients, each with how many lines it had.
create table patient_imports (
    tenant_id uuid not null,
    id uuid not null,
    created_at timestamptz,
    created_by uuid,
    lines bigint,
    cells bytea not null,
    seq bigint not null,
    primary key (tenant_id, id),
    check ((created_at is null) = (created_by is null))
);

-- Patients: identity and contact.
create table patients (
    tenant_id uuid not null,
    id uuid not null,
    created_at timestamptz,
    created_by uuid,
    name_sealed bytea check (octet_length(name_sealed) <= 524288),
    sex text check (sex in ('FEMALE', 'MALE', 'INTERSEX', 'UNKNOWN')),
    birth_sealed bytea check (octet_length(birth_sealed) <= 524288),
    dietitian uuid,
    facility uuid,
    status text check (status in ('ACTIVE', 'INACTIVE', 'DISCHARGED', 'WAITLIST', 'ON_HOLD')),
    preferred_language text check (char_length(preferred_language) <= 35),
    contact_sealed bytea check (octet_length(contact_sealed) <= 524288),
    address_sealed bytea check (octet_length(address_sealed) <= 524288),
    identifiers_sealed bytea check (octet_length(identifiers_sealed) <= 524288),
    file_number_blind bytea check (octet_length(file_number_blind) = 16),
    import uuid,
    deleted_at timestamptz,
    deleted_by uuid,
    deleted_reason text
        check (deleted_reason in ('ENTERED_IN_ERROR', 'DUPLICATE', 'NO_LONGER_NEEDED', 'PATIENT_REQUEST', 'OTHER')),
    deleted_sealed bytea check (octet_length(deleted_sealed) <= 524288),
    updated_at timestamptz,
    updated_by uuid,
    cells bytea not null,
    seq bigint not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, dietitian) references users deferrable initially deferred,
    foreign key (tenant_id, facility) references facilities deferrable initially deferred,
    foreign key (tenant_id, import) references patient_imports deferrable initially deferred,
    check ((created_at is null) = (created_by is null)),
    check ((sex is null) = (birth_sealed is null))
) with (fillfactor = 80);

-- Clinical profiles of patients: one row each.
create table patient_profiles (
    tenant_id uuid not null,
    id uuid not null,
    created_at timestamptz,
    created_by uuid,
    patient uuid not null,
    history_sealed bytea check (octet_length(history_sealed) <= 524288),
    diet_sealed bytea check (octet_length(diet_sealed) <= 524288),
    remarks_sealed bytea check (octet_length(remarks_sealed) <= 524288),
    gestation_sealed bytea check (octet_length(gestation_sealed) <= 524288),
    parents_sealed bytea check (octet_length(parents_sealed) <= 524288),
    deleted_at timestamptz,
    deleted_by uuid,
    deleted_reason text
        check (deleted_reason in ('ENTERED_IN_ERROR', 'DUPLICATE', 'NO_LONGER_NEEDED', 'PATIENT_REQUEST', 'OTHER')),
    deleted_sealed bytea check (octet_length(deleted_sealed) <= 524288),
    updated_at timestamptz,
    updated_by uuid,
    cells bytea not null,
    seq bigint not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, patient) references patients deferrable initially deferred,
    check ((created_at is null) = (created_by is null))
) with (fillfactor = 80);

-- Emergency contacts.
create table emergency_contacts (
    tenant_id uuid not null,
    id uuid not null,
    created_at timestamptz,
    created_by uuid,
    patient uuid not null,
    relation text check (relation in ('SPOUSE', 'PARENT', 'CHILD', 'SIBLING', 'GUARDIAN', 'FRIEND', 'OTHER')),
    person_sealed bytea check (octet_length(person_sealed) <= 524288),
    deleted_at timestamptz,
    deleted_by uuid,
    deleted_reason text
        check (deleted_reason in ('ENTERED_IN_ERROR', 'DUPLICATE', 'NO_LONGER_NEEDED', 'PATIENT_REQUEST', 'OTHER')),
    deleted_sealed bytea check (octet_length(deleted_sealed) <= 524288),
    updated_at timestamptz,
    updated_by uuid,
    cells bytea not null,
    seq bigint not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, patient) references patients deferrable initially deferred,
    check ((created_at is null) = (created_by is null)),
    check ((relation is null) = (person_sealed is null))
) with (fillfactor = 80);

-- Allergies and intolerances of patients.
create table allergies (
    tenant_id uuid not null,
    id uuid not null,
    created_at timestamptz,
    created_by uuid,
    patient uuid not null,
    severity text check (severity in ('MILD', 'MODERATE', 'SEVERE', 'UNKNOWN')),
    allergy_sealed bytea check (octet_length(allergy_sealed) <= 524288),
    status text check (status in ('ACTIVE', 'INACTIVE', 'RESOLVED')),
    deleted_at timestamptz,
    deleted_by uuid,
    deleted_reason text
        check (deleted_reason in ('ENTERED_IN_ERROR', 'DUPLICATE', 'NO_LONGER_NEEDED', 'PATIENT_REQUEST', 'OTHER')),
    deleted_sealed bytea check (octet_length(deleted_sealed) <= 524288),
    updated_at timestamptz,
    updated_by uuid,
    cells bytea not null,
    seq bigint not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, patient) references patients deferrable initially deferred,
    check ((created_at is null) = (created_by is null)),
    check ((severity is null) = (allergy_sealed is null))
) with (fillfactor = 80);

-- Diseases and other states of health that last.
create table conditions (
    tenant_id uuid not null,
    id uuid not null,
    created_at timestamptz,
    created_by uuid,
    patient uuid not null,
    condition_sealed bytea check (octet_length(condition_sealed) <= 524288),
    status text check (status in ('ACTIVE', 'REMISSION', 'RESOLVED')),
    deleted_at timestamptz,
    deleted_by uuid,
    deleted_reason text
        check (deleted_reason in ('ENTERED_IN_ERROR', 'DUPLICATE', 'NO_LONGER_NEEDED', 'PATIENT_REQUEST', 'OTHER')),
    deleted_sealed bytea check (octet_length(deleted_sealed) <= 524288),
    updated_at timestamptz,
    updated_by uuid,
    cells bytea not null,
    seq bigint not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, patient) references patients deferrable initially deferred,
    check ((created_at is null) = (created_by is null))
) with (fillfactor = 80);

-- Medicines that patients take.
create table medications (
    tenant_id uuid not null,
    id uuid not null,
    created_at timestamptz,
    created_by uuid,
    patient uuid not null,
    medication_sealed bytea check (octet_length(medication_sealed) <= 524288),
    status text check (status in ('ACTIVE', 'ON_HOLD', 'STOPPED')),
    deleted_at timestamptz,
    deleted_by uuid,
    deleted_reason text
        check (deleted_reason in ('ENTERED_IN_ERROR', 'DUPLICATE', 'NO_LONGER_NEEDED', 'PATIENT_REQUEST', 'OTHER')),
    deleted_sealed bytea check (octet_length(deleted_sealed) <= 524288),
    updated_at timestamptz,
    updated_by uuid,
    cells bytea not null,
    seq bigint not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, patient) references patients deferrable initially deferred,
    check ((created_at is null) = (created_by is null))
) with (fillfactor = 80);

-- Lists that a patient was asked about and has no entry for.
create table none_known (
    tenant_id uuid not null,
    id uuid not null,
    created_at timestamptz,
    created_by uuid,
    patient uuid not null,
    answer_sealed bytea check (octet_length(answer_sealed) <= 524288),
    deleted_at timestamptz,
    deleted_by uuid,
    deleted_reason text
        check (deleted_reason in ('ENTERED_IN_ERROR', 'DUPLICATE', 'NO_LONGER_NEEDED', 'PATIENT_REQUEST', 'OTHER')),
    deleted_sealed bytea check (octet_length(deleted_sealed) <= 524288),
    updated_at timestamptz,
    updated_by uuid,
    cells bytea not null,
    seq bigint not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, patient) references patients deferrable initially deferred,
    check ((created_at is null) = (created_by is null))
) with (fillfactor = 80);

-- Pregnancies of patients; all that is known of one is sealed, its days too.
create table pregnancies (
    tenant_id uuid not null,
    id uuid not null,
    created_at timestamptz,
    created_by uuid,
    patient uuid not null,
    pregnancy_sealed bytea check (octet_length(pregnancy_sealed) <= 524288),
    ending_sealed bytea check (octet_length(ending_sealed) <= 524288),
    breastfeeding_sealed bytea check (octet_length(breastfeeding_sealed) <= 524288),
    deleted_at timestamptz,
    deleted_by uuid,
    deleted_reason text
        check (deleted_reason in ('ENTERED_IN_ERROR', 'DUPLICATE', 'NO_LONGER_NEEDED', 'PATIENT_REQUEST', 'OTHER')),
    deleted_sealed bytea check (octet_length(deleted_sealed) <= 524288),
    updated_at timestamptz,
    updated_by uuid,
    cells bytea not null,
    seq bigint not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, patient) references patients deferrable initially deferred,
    check ((created_at is null) = (created_by is null))
) with (fillfactor = 80);

-- Stays of patients in the clinic; in which bed is sealed.
create table stays (
    tenant_id uuid not null,
    id uuid not null,
    created_at timestamptz,
    created_by uuid,
    patient uuid not null,
    department uuid,
    room uuid,
    bed_sealed bytea check (octet_length(bed_sealed) <= 524288),
    from_day date,
    until_day date,
    deleted_at timestamptz,
    deleted_by uuid,
    deleted_reason text
        check (deleted_reason in ('ENTERED_IN_ERROR', 'DUPLICATE', 'NO_LONGER_NEEDED', 'PATIENT_REQUEST', 'OTHER')),
    deleted_sealed bytea check (octet_length(deleted_sealed) <= 524288),
    updated_at timestamptz,
    updated_by uuid,
    cells bytea not null,
    seq bigint not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, patient) references patients deferrable initially deferred,
    foreign key (tenant_id, department) references departments deferrable initially deferred,
    foreign key (tenant_id, room) references rooms deferrable initially deferred,
    check ((created_at is null) = (created_by is null))
) with (fillfactor = 80);

-- Accounts of patients at a portal; of a token only its hash is here.
create table portal_accounts (
    tenant_id uuid not null,
    id uuid not null,
    created_at timestamptz,
    created_by uuid,
    patient uuid not null,
    status text check (status in ('INVITED', 'ACTIVE', 'SUSPENDED', 'CLOSED')),
    activation_token bytea check (octet_length(activation_token) <= 32),
    verification_token bytea check (octet_length(verification_token) <= 32),
    invited_at timestamptz,
    activated_at timestamptz,
    last_access timestamptz,
    shows_visits boolean,
    shows_plans boolean,
    shows_measurements boolean,
    shows_documents boolean,
    deleted_at timestamptz,
    deleted_by uuid,
    deleted_reason text
        check (deleted_reason in ('ENTERED_IN_ERROR', 'DUPLICATE', 'NO_LONGER_NEEDED', 'PATIENT_REQUEST', 'OTHER')),
    updated_at timestamptz,
    updated_by uuid,
    cells bytea not null,
    seq bigint not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, patient) references patients deferrable initially deferred,
    check ((created_at is null) = (created_by is null)),
    check (
        (shows_visits is null) = (shows_plans is null)
        and (shows_visits is null) = (shows_measurements is null)
        and (shows_visits is null) = (shows_documents is null)
    )
) with (fillfactor = 80);

-- The calendar, without a patient and without a sealed field.
create table appointments (
    tenant_id uuid not null,
    id uuid not null,
    created_at timestamptz,
    created_by uuid,
    facility uuid,
    room uuid,
    provider uuid,
    starts timestamptz,
    ends timestamptz,
    status text
        check (status in ('SCHEDULED', 'CONFIRMED', 'ARRIVED', 'IN_ROOM', 'COMPLETED', 'NO_SHOW', 'CANCELLED')),
    kind text check (char_length(kind) <= 50),
    mode text check (mode in ('IN_PERSON', 'PHONE', 'VIDEO', 'HOME')),
    series uuid,
    seats bigint,
    deleted_at timestamptz,
    deleted_by uuid,
    deleted_reason text
        check (deleted_reason in ('ENTERED_IN_ERROR', 'DUPLICATE', 'NO_LONGER_NEEDED', 'PATIENT_REQUEST', 'OTHER')),
    updated_at timestamptz,
    updated_by uuid,
    cells bytea not null,
    seq bigint not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, facility) references facilities deferrable initially deferred,
    foreign key (tenant_id, room) references rooms deferrable initially deferred,
    foreign key (tenant_id, provider) references users deferrable initially deferred,
    check ((created_at is null) = (created_by is null)),
    check (
        (facility is null) = (provider is null)
        and (facility is null) = (starts is null)
        and (facility is null) = (ends is null)
    ),
    check ((kind is null) = (mode is null))
) with (fillfactor = 80);

create index appointments_by_start on appointments (tenant_id, starts);

-- The attendees of an appointment: one row each.
create table appointment_patients (
    tenant_id uuid not null,
    id uuid not null,
    created_at timestamptz,
    created_by uuid,
    patient uuid not null,
    appointment uuid,
    booking_sealed bytea check (octet_length(booking_sealed) <= 524288),
    attendance text check (attendance in ('EXPECTED', 'ATTENDED', 'ABSENT', 'EXCUSED')),
    deleted_at timestamptz,
    deleted_by uuid,
    deleted_reason text
        check (deleted_reason in ('ENTERED_IN_ERROR', 'DUPLICATE', 'NO_LONGER_NEEDED', 'PATIENT_REQUEST', 'OTHER')),
    deleted_sealed bytea check (octet_length(deleted_sealed) <= 524288),
    updated_at timestamptz,
    updated_by uuid,
    cells bytea not null,
    seq bigint not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, patient) references patients deferrable initially deferred,
    foreign key (tenant_id, appointment) references appointments deferrable initially deferred,
    check ((created_at is null) = (created_by is null)),
    check ((appointment is null) = (booking_sealed is null))
) with (fillfactor = 80);

create index appointment_patients_by_appointment on appointment_patients (tenant_id, appointment);

-- How an appointment came to its status: one row for each patient who attends.
create table appointment_status_changes (
    tenant_id uuid not null,
    id uuid not null,
    created_at timestamptz,
    created_by uuid,
    patient uuid not null,
    appointment uuid,
    from_status text
        check (from_status in ('SCHEDULED', 'CONFIRMED', 'ARRIVED', 'IN_ROOM', 'COMPLETED', 'NO_SHOW', 'CANCELLED')),
    to_status text
        check (to_status in ('SCHEDULED', 'CONFIRMED', 'ARRIVED', 'IN_ROOM', 'COMPLETED', 'NO_SHOW', 'CANCELLED')),
    at timestamptz,
    reason_code text
        check (
            reason_code in
            ('PATIENT_REQUEST', 'CLINIC_REQUEST', 'ILLNESS', 'WEATHER', 'UNREACHABLE', 'CORRECTION', 'OTHER')
        ),
    change_sealed bytea check (octet_length(change_sealed) <= 524288),
    cells bytea not null,
    seq bigint not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, patient) references patients deferrable initially deferred,
    foreign key (tenant_id, appointment) references appointments deferrable initially deferred,
    check ((created_at is null) = (created_by is null)),
    check (
        (appointment is null) = (to_status is null)
        and (appointment is null) = (at is null)
        and (appointment is null) = (change_sealed is null)
    )
);

create index appointment_status_changes_by_appointment
    on appointment_status_changes (tenant_id, appointment, created_at);

-- Files of one person: each of the two has a row of the merge, and of its undoing.
create table patient_links (
    tenant_id uuid not null,
    id uuid not null,
    created_at timestamptz,
    created_by uuid,
    patient uuid not null,
    merge uuid,
    kind text check (kind in ('MERGED_INTO', 'TOOK_IN', 'PARTED')),
    other uuid,
    link_sealed bytea check (octet_length(link_sealed) <= 524288),
    cells bytea not null,
    seq bigint not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, patient) references patients deferrable initially deferred,
    foreign key (tenant_id, merge) references patient_links deferrable initially deferred,
    foreign key (tenant_id, other) references patients deferrable initially deferred,
    check ((created_at is null) = (created_by is null)),
    check (
        (merge is null) = (kind is null)
        and (merge is null) = (other is null)
        and (merge is null) = (link_sealed is null)
    )
);

-- Photos of patients: one row each.
create table patient_photos (
    tenant_id uuid not null,
    id uuid not null,
    created_at timestamptz,
    created_by uuid,
    patient uuid not null,
    photo_sealed bytea check (octet_length(photo_sealed) <= 524288),
    deleted_at timestamptz,
    deleted_by uuid,
    deleted_reason text
        check (deleted_reason in ('ENTERED_IN_ERROR', 'DUPLICATE', 'NO_LONGER_NEEDED', 'PATIENT_REQUEST', 'OTHER')),
    deleted_sealed bytea check (octet_length(deleted_sealed) <= 524288),
    updated_at timestamptz,
    updated_by uuid,
    cells bytea not null,
    seq bigint not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, patient) references patients deferrable initially deferred,
    check ((created_at is null) = (created_by is null))
) with (fillfactor = 80);

-- ciphertext does not compress
alter table patient_photos alter column photo_sealed set storage external;

-- Calls to patients and attempts.
create table phone_calls (
    tenant_id uuid not null,
    id uuid not null,
    created_at timestamptz,
    created_by uuid,
    patient uuid not null,
    purpose text check (purpose in ('FOLLOW_UP', 'WAITING', 'REMINDER')),
    at timestamptz,
    result text check (result in ('REACHED', 'NO_ANSWER', 'DECLINED')),
    retry_on date,
    call_sealed bytea check (octet_length(call_sealed) <= 524288),
    cells bytea not null,
    seq bigint not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, patient) references patients deferrable initially deferred,
    check ((created_at is null) = (created_by is null)),
    check (
        (purpose is null) = (at is null)
        and (purpose is null) = (result is null)
        and (purpose is null) = (call_sealed is null)
    )
);

-- Times in which a provider is absent or a room is closed; why is sealed.
create table absences (
    tenant_id uuid not null,
    id uuid not null,
    created_at timestamptz,
    created_by uuid,
    provider uuid,
    room uuid,
    starts timestamptz,
    ends timestamptz,
    cause_sealed bytea check (octet_length(cause_sealed) <= 524288),
    ended_at timestamptz,
    deleted_at timestamptz,
    deleted_by uuid,
    deleted_reason text
        check (deleted_reason in ('ENTERED_IN_ERROR', 'DUPLICATE', 'NO_LONGER_NEEDED', 'PATIENT_REQUEST', 'OTHER')),
    deleted_sealed bytea check (octet_length(deleted_sealed) <= 524288),
    updated_at timestamptz,
    updated_by uuid,
    cells bytea not null,
    seq bigint not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, provider) references users deferrable initially deferred,
    foreign key (tenant_id, room) references rooms deferrable initially deferred,
    check ((created_at is null) = (created_by is null)),
    check ((starts is null) = (ends is null))
) with (fillfactor = 80);

-- What users decided about two appointments that overlap.
create table clash_decisions (
    tenant_id uuid not null,
    id uuid not null,
    created_at timestamptz,
    created_by uuid,
    appointment uuid,
    other uuid,
    version bytea check (octet_length(version) <= 12),
    other_version bytea check (octet_length(other_version) <= 12),
    shares_provider boolean,
    shares_room boolean,
    shares_patient boolean,
    choice text check (choice in ('KEEP', 'MOVE', 'CALL', 'REOPEN')),
    at timestamptz,
    was_provider uuid,
    was_room uuid,
    was_starts timestamptz,
    was_ends timestamptz,
    cells bytea not null,
    seq bigint not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, appointment) references appointments deferrable initially deferred,
    foreign key (tenant_id, other) references appointments deferrable initially deferred,
    foreign key (tenant_id, was_provider) references users deferrable initially deferred,
    foreign key (tenant_id, was_room) references rooms deferrable initially deferred,
    check ((created_at is null) = (created_by is null)),
    check (
        (appointment is null) = (other is null)
        and (appointment is null) = (version is null)
        and (appointment is null) = (other_version is null)
        and (appointment is null) = (shares_provider is null)
        and (appointment is null) = (shares_room is null)
        and (appointment is null) = (shares_patient is null)
        and (appointment is null) = (choice is null)
        and (appointment is null) = (at is null)
    )
);

-- Patients who wait for a time, and what times suit them; why they come is not among it.
create table waiting_list_entries (
    tenant_id uuid not null,
    id uuid not null,
    created_at timestamptz,
    created_by uuid,
    patient uuid not null,
    kind text check (char_length(kind) <= 50),
    provider uuid,
    weekdays text check (char_length(weekdays) <= 50),
    from_time text check (char_length(from_time) <= 5),
    until_time text check (char_length(until_time) <= 5),
    from_day date,
    until_day date,
    since date,
    request_sealed bytea check (octet_length(request_sealed) <= 524288),
    outcome text check (outcome in ('BOOKED', 'NO_LONGER_WANTED')),
    appointment uuid,
    ended_at timestamptz,
    ended_by uuid,
    ending_sealed bytea check (octet_length(ending_sealed) <= 524288),
    deleted_at timestamptz,
    deleted_by uuid,
    deleted_reason text
        check (deleted_reason in ('ENTERED_IN_ERROR', 'DUPLICATE', 'NO_LONGER_NEEDED', 'PATIENT_REQUEST', 'OTHER')),
    deleted_sealed bytea check (octet_length(deleted_sealed) <= 524288),
    updated_at timestamptz,
    updated_by uuid,
    cells bytea not null,
    seq bigint not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, patient) references patients deferrable initially deferred,
    foreign key (tenant_id, provider) references users deferrable initially deferred,
    foreign key (tenant_id, appointment) references appointments deferrable initially deferred,
    foreign key (tenant_id, ended_by) references users deferrable initially deferred,
    check ((created_at is null) = (created_by is null)),
    check ((since is null) = (request_sealed is null))
) with (fillfactor = 80);

-- Times that an appointment left: it was cancelled, moved or shortened.
create table freed_slots (
    tenant_id uuid not null,
    id uuid not null,
    created_at timestamptz,
    created_by uuid,
    appointment uuid,
    cause text check (cause in ('CANCELLED', 'MOVED', 'SHORTENED')),
    provider uuid,
    room uuid,
    starts timestamptz,
    ends timestamptz,
    is_dismissed boolean,
    deleted_at timestamptz,
    deleted_by uuid,
    deleted_reason text
        check (deleted_reason in ('ENTERED_IN_ERROR', 'DUPLICATE', 'NO_LONGER_NEEDED', 'PATIENT_REQUEST', 'OTHER')),
    updated_at timestamptz,
    updated_by uuid,
    cells bytea not null,
    seq bigint not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, appointment) references appointments deferrable initially deferred,
    foreign key (tenant_id, provider) references users deferrable initially deferred,
    foreign key (tenant_id, room) references rooms deferrable initially deferred,
    check ((created_at is null) = (created_by is null)),
    check (
        (appointment is null) = (cause is null)
        and (appointment is null) = (provider is null)
        and (appointment is null) = (starts is null)
        and (appointment is null) = (ends is null)
    )
) with (fillfactor = 80);

-- What group sessions are about.
create table group_topics (
    tenant_id uuid not null,
    id uuid not null,
    created_at timestamptz,
    created_by uuid,
    appointment uuid,
    subject_sealed bytea check (octet_length(subject_sealed) <= 524288),
    deleted_at timestamptz,
    deleted_by uuid,
    deleted_reason text
        check (deleted_reason in ('ENTERED_IN_ERROR', 'DUPLICATE', 'NO_LONGER_NEEDED', 'PATIENT_REQUEST', 'OTHER')),
    deleted_sealed bytea check (octet_length(deleted_sealed) <= 524288),
    updated_at timestamptz,
    updated_by uuid,
    cells bytea not null,
    seq bigint not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, appointment) references appointments deferrable initially deferred,
    check ((created_at is null) = (created_by is null))
) with (fillfactor = 80);

-- Encounters. Children name the patient too, and both must agree.
create table visits (
    tenant_id uuid not null,
    id uuid not null,
    created_at timestamptz,
    created_by uuid,
    patient uuid not null,
    provider uuid,
    appointment uuid,
    kind text check (kind in ('INITIAL', 'FOLLOW_UP', 'GROUP', 'PHONE')),
    started_at timestamptz,
    ended_at timestamptz,
    complaint_sealed bytea check (octet_length(complaint_sealed) <= 524288),
    follow_up_required boolean,
    follow_up_date date,
    outcome_sealed bytea check (octet_length(outcome_sealed) <= 524288),
    deleted_at timestamptz,
    deleted_by uuid,
    deleted_reason text
        check (deleted_reason in ('ENTERED_IN_ERROR', 'DUPLICATE', 'NO_LONGER_NEEDED', 'PATIENT_REQUEST', 'OTHER')),
    deleted_sealed bytea check (octet_length(deleted_sealed) <= 524288),
    updated_at timestamptz,
    updated_by uuid,
    cells bytea not null,
    seq bigint not null,
    primary key (tenant_id, id),
    unique (tenant_id, patient, id),
    foreign key (tenant_id, patient) references patients deferrable initially deferred,
    foreign key (tenant_id, provider) references users deferrable initially deferred,
    foreign key (tenant_id, appointment) references appointments deferrable initially deferred,
    check ((created_at is null) = (created_by is null)),
    check (
        (provider is null) = (kind is null)
        and (provider is null) = (started_at is null)
    ),
    check ((follow_up_required is null) = (outcome_sealed is null))
) with (fillfactor = 80);

-- One reading each; without the value, which is sealed, kind and unit say nothing.
create table measurements (
    tenant_id uuid not null,
    id uuid not null,
    created_at timestamptz,
    created_by uuid,
    patient uuid not null,
    visit uuid,
    kind text check (char_length(kind) <= 50),
    unit text check (char_length(unit) <= 20),
    measured_at timestamptz,
    method text check (method in ('MEASURED', 'REPORTED', 'ESTIMATED', 'DEVICE')),
    own_kind uuid,
    reading_sealed bytea check (octet_length(reading_sealed) <= 524288),
    deleted_at timestamptz,
    deleted_by uuid,
    deleted_reason text
        check (deleted_reason in ('ENTERED_IN_ERROR', 'DUPLICATE', 'NO_LONGER_NEEDED', 'PATIENT_REQUEST', 'OTHER')),
    deleted_sealed bytea check (octet_length(deleted_sealed) <= 524288),
    updated_at timestamptz,
    updated_by uuid,
    cells bytea not null,
    seq bigint not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, patient) references patients deferrable initially deferred,
    foreign key (tenant_id, patient, visit) references visits (tenant_id, patient, id) deferrable initially deferred,
    foreign key (tenant_id, own_kind) references measurement_kinds deferrable initially deferred,
    check ((created_at is null) = (created_by is null)),
    check (
        (kind is null) = (unit is null)
        and (kind is null) = (measured_at is null)
        and (kind is null) = (reading_sealed is null)
    )
) with (fillfactor = 80);

-- Medical records of one visit or none.
create table notes (
    tenant_id uuid not null,
    id uuid not null,
    created_at timestamptz,
    created_by uuid,
    patient uuid not null,
    visit uuid,
    kind text
        check (kind in ('ADIME', 'SOAP', 'CONSULTATION', 'DIAGNOSIS', 'TREATMENT', 'PROGRESS', 'LETTER', 'FREE')),
    status text check (status in ('DRAFT', 'SIGNED')),
    version bigint,
    signed_at timestamptz,
    signed_by uuid,
    template text check (char_length(template) <= 255),
    content_sealed bytea check (octet_length(content_sealed) <= 524288),
    deleted_at timestamptz,
    deleted_by uuid,
    deleted_reason text
        check (deleted_reason in ('ENTERED_IN_ERROR', 'DUPLICATE', 'NO_LONGER_NEEDED', 'PATIENT_REQUEST', 'OTHER')),
    deleted_sealed bytea check (octet_length(deleted_sealed) <= 524288),
    updated_at timestamptz,
    updated_by uuid,
    cells bytea not null,
    seq bigint not null,
    primary key (tenant_id, id),
    unique (tenant_id, patient, id),
    foreign key (tenant_id, patient) references patients deferrable initially deferred,
    foreign key (tenant_id, patient, visit) references visits (tenant_id, patient, id) deferrable initially deferred,
    foreign key (tenant_id, signed_by) references users deferrable initially deferred,
    check ((created_at is null) = (created_by is null)),
    check (
        (kind is null) = (status is null)
        and (kind is null) = (version is null)
        and (kind is null) = (content_sealed is null)
    )
) with (fillfactor = 80);

-- Earlier versions of a note.
create table note_versions (
    tenant_id uuid not null,
    id uuid not null,
    created_at timestamptz,
    created_by uuid,
    patient uuid not null,
    note uuid,
    version bigint,
    content_sealed bytea check (octet_length(content_sealed) <= 524288),
    cells bytea not null,
    seq bigint not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, patient, note) references notes (tenant_id, patient, id) deferrable initially deferred,
    check ((created_at is null) = (created_by is null)),
    check (
        (note is null) = (version is null)
        and (note is null) = (content_sealed is null)
    )
);

-- Additions to a signed note, which never changes.
create table addenda (
    tenant_id uuid not null,
    id uuid not null,
    created_at timestamptz,
    created_by uuid,
    patient uuid not null,
    note uuid,
    content_sealed bytea check (octet_length(content_sealed) <= 524288),
    cells bytea not null,
    seq bigint not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, patient, note) references notes (tenant_id, patient, id) deferrable initially deferred,
    check ((created_at is null) = (created_by is null)),
    check ((note is null) = (content_sealed is null))
);

-- Signed notes that are void.
create table note_voids (
    tenant_id uuid not null,
    id uuid not null,
    created_at timestamptz,
    created_by uuid,
    patient uuid not null,
    note uuid,
    annulment_sealed bytea check (octet_length(annulment_sealed) <= 524288),
    cells bytea not null,
    seq bigint not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, patient, note) references notes (tenant_id, patient, id) deferrable initially deferred,
    check ((created_at is null) = (created_by is null)),
    check ((note is null) = (annulment_sealed is null))
);

-- One screening each; which tool was chosen is sealed, too.
create table screenings (
    tenant_id uuid not null,
    id uuid not null,
    created_at timestamptz,
    created_by uuid,
    patient uuid not null,
    visit uuid,
    screened_at timestamptz,
    screening_sealed bytea check (octet_length(screening_sealed) <= 524288),
    deleted_at timestamptz,
    deleted_by uuid,
    deleted_reason text
        check (deleted_reason in ('ENTERED_IN_ERROR', 'DUPLICATE', 'NO_LONGER_NEEDED', 'PATIENT_REQUEST', 'OTHER')),
    deleted_sealed bytea check (octet_length(deleted_sealed) <= 524288),
    updated_at timestamptz,
    updated_by uuid,
    cells bytea not null,
    seq bigint not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, patient) references patients deferrable initially deferred,
    foreign key (tenant_id, patient, visit) references visits (tenant_id, patient, id) deferrable initially deferred,
    check ((created_at is null) = (created_by is null)),
    check ((screened_at is null) = (screening_sealed is null))
) with (fillfactor = 80);

-- One estimate of energy each; which equation was chosen is sealed, too.
create table energy_estimates (
    tenant_id uuid not null,
    id uuid not null,
    created_at timestamptz,
    created_by uuid,
    patient uuid not null,
    visit uuid,
    estimated_at timestamptz,
    estimate_sealed bytea check (octet_length(estimate_sealed) <= 524288),
    deleted_at timestamptz,
    deleted_by uuid,
    deleted_reason text
        check (deleted_reason in ('ENTERED_IN_ERROR', 'DUPLICATE', 'NO_LONGER_NEEDED', 'PATIENT_REQUEST', 'OTHER')),
    deleted_sealed bytea check (octet_length(deleted_sealed) <= 524288),
    updated_at timestamptz,
    updated_by uuid,
    cells bytea not null,
    seq bigint not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, patient) references patients deferrable initially deferred,
    foreign key (tenant_id, patient, visit) references visits (tenant_id, patient, id) deferrable initially deferred,
    check ((created_at is null) = (created_by is null)),
    check ((estimated_at is null) = (estimate_sealed is null))
) with (fillfactor = 80);

-- Problems of nutrition, each one sentence.
create table nutrition_diagnoses (
    tenant_id uuid not null,
    id uuid not null,
    created_at timestamptz,
    created_by uuid,
    patient uuid not null,
    diagnosis_sealed bytea check (octet_length(diagnosis_sealed) <= 524288),
    status text check (status in ('ACTIVE', 'RESOLVED')),
    deleted_at timestamptz,
    deleted_by uuid,
    deleted_reason text
        check (deleted_reason in ('ENTERED_IN_ERROR', 'DUPLICATE', 'NO_LONGER_NEEDED', 'PATIENT_REQUEST', 'OTHER')),
    deleted_sealed bytea check (octet_length(deleted_sealed) <= 524288),
    updated_at timestamptz,
    updated_by uuid,
    cells bytea not null,
    seq bigint not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, patient) references patients deferrable initially deferred,
    check ((created_at is null) = (created_by is null))
) with (fillfactor = 80);

-- Goals of patients; the problem of a goal is sealed, too.
create table goals (
    tenant_id uuid not null,
    id uuid not null,
    created_at timestamptz,
    created_by uuid,
    patient uuid not null,
    goal_sealed bytea check (octet_length(goal_sealed) <= 524288),
    measure text check (char_length(measure) <= 50),
    aim_sealed bytea check (octet_length(aim_sealed) <= 524288),
    due date,
    progress_sealed bytea check (octet_length(progress_sealed) <= 524288),
    status text check (status in ('ACTIVE', 'MET', 'DROPPED')),
    deleted_at timestamptz,
    deleted_by uuid,
    deleted_reason text
        check (deleted_reason in ('ENTERED_IN_ERROR', 'DUPLICATE', 'NO_LONGER_NEEDED', 'PATIENT_REQUEST', 'OTHER')),
    deleted_sealed bytea check (octet_length(deleted_sealed) <= 524288),
    updated_at timestamptz,
    updated_by uuid,
    cells bytea not null,
    seq bigint not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, patient) references patients deferrable initially deferred,
    check ((created_at is null) = (created_by is null))
) with (fillfactor = 80);

-- Tasks of users for a patient, each with a due day.
create table tasks (
    tenant_id uuid not null,
    id uuid not null,
    created_at timestamptz,
    created_by uuid,
    patient uuid not null,
    task_sealed bytea check (octet_length(task_sealed) <= 524288),
    due date,
    owner uuid,
    done_at timestamptz,
    done_by uuid,
    deleted_at timestamptz,
    deleted_by uuid,
    deleted_reason text
        check (deleted_reason in ('ENTERED_IN_ERROR', 'DUPLICATE', 'NO_LONGER_NEEDED', 'PATIENT_REQUEST', 'OTHER')),
    deleted_sealed bytea check (octet_length(deleted_sealed) <= 524288),
    updated_at timestamptz,
    updated_by uuid,
    cells bytea not null,
    seq bigint not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, patient) references patients deferrable initially deferred,
    foreign key (tenant_id, owner) references users deferrable initially deferred,
    foreign key (tenant_id, done_by) references users deferrable initially deferred,
    check ((created_at is null) = (created_by is null))
) with (fillfactor = 80);

-- Targets of one nutrient in a day, valid from a day on; the nutrient is sealed, too.
create table nutrient_targets (
    tenant_id uuid not null,
    id uuid not null,
    created_at timestamptz,
    created_by uuid,
    patient uuid not null,
    source text check (source in ('ESTIMATE', 'DRI', 'HAND')),
    start_day date,
    target_sealed bytea check (octet_length(target_sealed) <= 524288),
    end_day date,
    deleted_at timestamptz,
    deleted_by uuid,
    deleted_reason text
        check (deleted_reason in ('ENTERED_IN_ERROR', 'DUPLICATE', 'NO_LONGER_NEEDED', 'PATIENT_REQUEST', 'OTHER')),
    deleted_sealed bytea check (octet_length(deleted_sealed) <= 524288),
    updated_at timestamptz,
    updated_by uuid,
    cells bytea not null,
    seq bigint not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, patient) references patients deferrable initially deferred,
    check ((created_at is null) = (created_by is null)),
    check ((source is null) = (target_sealed is null)),
    check ((start_day is null) = (target_sealed is null))
) with (fillfactor = 80);

-- Consents that patients gave, each until it is withdrawn.
create table consents (
    tenant_id uuid not null,
    id uuid not null,
    created_at timestamptz,
    created_by uuid,
    patient uuid not null,
    signed_on date,
    method text check (method in ('PAPER', 'ELECTRONIC', 'VERBAL')),
    consent_sealed bytea check (octet_length(consent_sealed) <= 524288),
    withdrawn_on date,
    deleted_at timestamptz,
    deleted_by uuid,
    deleted_reason text
        check (deleted_reason in ('ENTERED_IN_ERROR', 'DUPLICATE', 'NO_LONGER_NEEDED', 'PATIENT_REQUEST', 'OTHER')),
    deleted_sealed bytea check (octet_length(deleted_sealed) <= 524288),
    updated_at timestamptz,
    updated_by uuid,
    cells bytea not null,
    seq bigint not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, patient) references patients deferrable initially deferred,
    check ((created_at is null) = (created_by is null)),
    check (
        (signed_on is null) = (method is null)
        and (signed_on is null) = (consent_sealed is null)
    )
) with (fillfactor = 80);

-- Insurance policies of patients; what they say is sealed.
create table insurance_policies (
    tenant_id uuid not null,
    id uuid not null,
    created_at timestamptz,
    created_by uuid,
    patient uuid not null,
    policy_sealed bytea check (octet_length(policy_sealed) <= 524288),
    holder_sealed bytea check (octet_length(holder_sealed) <= 524288),
    term_sealed bytea check (octet_length(term_sealed) <= 524288),
    order_sealed bytea check (octet_length(order_sealed) <= 524288),
    deleted_at timestamptz,
    deleted_by uuid,
    deleted_reason text
        check (deleted_reason in ('ENTERED_IN_ERROR', 'DUPLICATE', 'NO_LONGER_NEEDED', 'PATIENT_REQUEST', 'OTHER')),
    deleted_sealed bytea check (octet_length(deleted_sealed) <= 524288),
    updated_at timestamptz,
    updated_by uuid,
    cells bytea not null,
    seq bigint not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, patient) references patients deferrable initially deferred,
    check ((created_at is null) = (created_by is null))
) with (fillfactor = 80);

-- Who referred patients; what they say is sealed.
create table referrals (
    tenant_id uuid not null,
    id uuid not null,
    created_at timestamptz,
    created_by uuid,
    patient uuid not null,
    source_sealed bytea check (octet_length(source_sealed) <= 524288),
    term_sealed bytea check (octet_length(term_sealed) <= 524288),
    sessions_sealed bytea check (octet_length(sessions_sealed) <= 524288),
    deleted_at timestamptz,
    deleted_by uuid,
    deleted_reason text
        check (deleted_reason in ('ENTERED_IN_ERROR', 'DUPLICATE', 'NO_LONGER_NEEDED', 'PATIENT_REQUEST', 'OTHER')),
    deleted_sealed bytea check (octet_length(deleted_sealed) <= 524288),
    updated_at timestamptz,
    updated_by uuid,
    cells bytea not null,
    seq bigint not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, patient) references patients deferrable initially deferred,
    check ((created_at is null) = (created_by is null))
) with (fillfactor = 80);

-- Requests for a copy of a patient's records, and what became of them.
create table record_requests (
    tenant_id uuid not null,
    id uuid not null,
    created_at timestamptz,
    created_by uuid,
    patient uuid not null,
    asked_on date,
    due_on date,
    request_sealed bytea check (octet_length(request_sealed) <= 524288),
    status text check (status in ('OPEN', 'DONE', 'REFUSED')),
    answered_at timestamptz,
    answered_by uuid,
    ending_sealed bytea check (octet_length(ending_sealed) <= 524288),
    deleted_at timestamptz,
    deleted_by uuid,
    deleted_reason text
        check (deleted_reason in ('ENTERED_IN_ERROR', 'DUPLICATE', 'NO_LONGER_NEEDED', 'PATIENT_REQUEST', 'OTHER')),
    deleted_sealed bytea check (octet_length(deleted_sealed) <= 524288),
    updated_at timestamptz,
    updated_by uuid,
    cells bytea not null,
    seq bigint not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, patient) references patients deferrable initially deferred,
    foreign key (tenant_id, answered_by) references users deferrable initially deferred,
    check ((created_at is null) = (created_by is null)),
    check ((asked_on is null) = (due_on is null) and (asked_on is null) = (request_sealed is null)),
    check ((status is null) = (ending_sealed is null))
) with (fillfactor = 80);

-- Users who care for a patient besides the assigned dietitian.
create table care_teams (
    tenant_id uuid not null,
    id uuid not null,
    created_at timestamptz,
    created_by uuid,
    patient uuid not null,
    "user" uuid,
    member_sealed bytea check (octet_length(member_sealed) <= 524288),
    term_sealed bytea check (octet_length(term_sealed) <= 524288),
    deleted_at timestamptz,
    deleted_by uuid,
    deleted_reason text
        check (deleted_reason in ('ENTERED_IN_ERROR', 'DUPLICATE', 'NO_LONGER_NEEDED', 'PATIENT_REQUEST', 'OTHER')),
    deleted_sealed bytea check (octet_length(deleted_sealed) <= 524288),
    updated_at timestamptz,
    updated_by uuid,
    cells bytea not null,
    seq bigint not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, patient) references patients deferrable initially deferred,
    foreign key (tenant_id, "user") references users deferrable initially deferred,
    check ((created_at is null) = (created_by is null)),
    check (("user" is null) = (member_sealed is null))
) with (fillfactor = 80);

-- The clinic's labels; their names are sealed.
create table tags (
    tenant_id uuid not null,
    id uuid not null,
    created_at timestamptz,
    created_by uuid,
    label_sealed bytea check (octet_length(label_sealed) <= 524288),
    colour text check (colour in ('GREY', 'BLUE', 'VIOLET', 'GREEN', 'AMBER', 'RED')),
    is_active boolean,
    deleted_at timestamptz,
    deleted_by uuid,
    deleted_reason text
        check (deleted_reason in ('ENTERED_IN_ERROR', 'DUPLICATE', 'NO_LONGER_NEEDED', 'PATIENT_REQUEST', 'OTHER')),
    deleted_sealed bytea check (octet_length(deleted_sealed) <= 524288),
    updated_at timestamptz,
    updated_by uuid,
    cells bytea not null,
    seq bigint not null,
    primary key (tenant_id, id),
    check ((created_at is null) = (created_by is null))
);

-- Which patient has or had which label; its id follows from both.
create table patient_tags (
    tenant_id uuid not null,
    id uuid not null,
    created_at timestamptz,
    created_by uuid,
    patient uuid not null,
    tag uuid,
    state_sealed bytea check (octet_length(state_sealed) <= 524288),
    deleted_at timestamptz,
    deleted_by uuid,
    deleted_reason text
        check (deleted_reason in ('ENTERED_IN_ERROR', 'DUPLICATE', 'NO_LONGER_NEEDED', 'PATIENT_REQUEST', 'OTHER')),
    deleted_sealed bytea check (octet_length(deleted_sealed) <= 524288),
    updated_at timestamptz,
    updated_by uuid,
    cells bytea not null,
    seq bigint not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, patient) references patients deferrable initially deferred,
    foreign key (tenant_id, tag) references tags deferrable initially deferred,
    check ((created_at is null) = (created_by is null))
) with (fillfactor = 80);

-- What was ordered from laboratories, and their sheets, each with the day on which it was collected.
create table lab_tests (
    tenant_id uuid not null,
    id uuid not null,
    created_at timestamptz,
    created_by uuid,
    patient uuid not null,
    visit uuid,
    collected_on date,
    sheet_sealed bytea check (octet_length(sheet_sealed) <= 524288),
    status text check (status in ('ORDERED', 'COLLECTED', 'RESULTED', 'CANCELLED')),
    course_sealed bytea check (octet_length(course_sealed) <= 524288),
    ordered_by uuid,
    ordered_at timestamptz,
    wished_on date,
    order_sealed bytea check (octet_length(order_sealed) <= 524288),
    collected_at timestamptz,
    collected_by uuid,
    read_at timestamptz,
    read_by uuid,
    read_sum bigint,
    deleted_at timestamptz,
    deleted_by uuid,
    deleted_reason text
        check (deleted_reason in ('ENTERED_IN_ERROR', 'DUPLICATE', 'NO_LONGER_NEEDED', 'PATIENT_REQUEST', 'OTHER')),
    deleted_sealed bytea check (octet_length(deleted_sealed) <= 524288),
    updated_at timestamptz,
    updated_by uuid,
    cells bytea not null,
    seq bigint not null,
    primary key (tenant_id, id),
    unique (tenant_id, patient, id),
    foreign key (tenant_id, patient) references patients deferrable initially deferred,
    foreign key (tenant_id, patient, visit) references visits (tenant_id, patient, id) deferrable initially deferred,
    foreign key (tenant_id, ordered_by) references users deferrable initially deferred,
    foreign key (tenant_id, collected_by) references users deferrable initially deferred,
    foreign key (tenant_id, read_by) references users deferrable initially deferred,
    check ((created_at is null) = (created_by is null)),
    check ((status is null) = (course_sealed is null))
) with (fillfactor = 80);

-- One result of a sheet each; which test it is of is sealed, too.
create table lab_results (
    tenant_id uuid not null,
    id uuid not null,
    created_at timestamptz,
    created_by uuid,
    patient uuid not null,
    lab_test uuid,
    result_sealed bytea check (octet_length(result_sealed) <= 524288),
    deleted_at timestamptz,
    deleted_by uuid,
    deleted_reason text
        check (deleted_reason in ('ENTERED_IN_ERROR', 'DUPLICATE', 'NO_LONGER_NEEDED', 'PATIENT_REQUEST', 'OTHER')),
    deleted_sealed bytea check (octet_length(deleted_sealed) <= 524288),
    updated_at timestamptz,
    updated_by uuid,
    cells bytea not null,
    seq bigint not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, patient) references patients deferrable initially deferred,
    foreign key (tenant_id, patient, lab_test) references lab_tests (tenant_id, patient, id)
        deferrable initially deferred,
    check ((created_at is null) = (created_by is null)),
    check ((lab_test is null) = (result_sealed is null))
) with (fillfactor = 80);

-- Dietary recalls; the kind of a recall is sealed, too.
create table recalls (
    tenant_id uuid not null,
    id uuid not null,
    created_at timestamptz,
    created_by uuid,
    patient uuid not null,
    visit uuid,
    taken_on date,
    recall_sealed bytea check (octet_length(recall_sealed) <= 524288),
    typical_sealed bytea check (octet_length(typical_sealed) <= 524288),
    checklist_sealed bytea check (octet_length(checklist_sealed) <= 524288),
    finished_at timestamptz,
    finished_by uuid,
    exchanges_sealed bytea check (octet_length(exchanges_sealed) <= 524288),
    deleted_at timestamptz,
    deleted_by uuid,
    deleted_reason text
        check (deleted_reason in ('ENTERED_IN_ERROR', 'DUPLICATE', 'NO_LONGER_NEEDED', 'PATIENT_REQUEST', 'OTHER')),
    deleted_sealed bytea check (octet_length(deleted_sealed) <= 524288),
    updated_at timestamptz,
    updated_by uuid,
    cells bytea not null,
    seq bigint not null,
    primary key (tenant_id, id),
    unique (tenant_id, patient, id),
    foreign key (tenant_id, patient) references patients deferrable initially deferred,
    foreign key (tenant_id, patient, visit) references visits (tenant_id, patient, id) deferrable initially deferred,
    foreign key (tenant_id, finished_by) references users deferrable initially deferred,
    check ((created_at is null) = (created_by is null)),
    check ((taken_on is null) = (recall_sealed is null))
) with (fillfactor = 80);

-- One food of a recall each; which one, how much and at which meal are sealed.
create table recall_items (
    tenant_id uuid not null,
    id uuid not null,
    created_at timestamptz,
    created_by uuid,
    patient uuid not null,
    recall uuid,
    item_sealed bytea check (octet_length(item_sealed) <= 524288),
    slot_sealed bytea check (octet_length(slot_sealed) <= 524288),
    deleted_at timestamptz,
    deleted_by uuid,
    deleted_reason text
        check (deleted_reason in ('ENTERED_IN_ERROR', 'DUPLICATE', 'NO_LONGER_NEEDED', 'PATIENT_REQUEST', 'OTHER')),
    deleted_sealed bytea check (octet_length(deleted_sealed) <= 524288),
    updated_at timestamptz,
    updated_by uuid,
    cells bytea not null,
    seq bigint not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, patient) references patients deferrable initially deferred,
    foreign key (tenant_id, patient, recall) references recalls (tenant_id, patient, id)
        deferrable initially deferred,
    check ((created_at is null) = (created_by is null)),
    check ((recall is null) = (item_sealed is null))
) with (fillfactor = 80);

-- Meal plans; the title and number of days are sealed.
create table meal_plans (
    tenant_id uuid not null,
    id uuid not null,
    created_at timestamptz,
    created_by uuid,
    patient uuid not null,
    visit uuid,
    first_day date,
    plan_sealed bytea check (octet_length(plan_sealed) <= 524288),
    aim_sealed bytea check (octet_length(aim_sealed) <= 524288),
    notes_sealed bytea check (octet_length(notes_sealed) <= 524288),
    given_at timestamptz,
    given_by uuid,
    course_sealed bytea check (octet_length(course_sealed) <= 524288),
    exchanges_sealed bytea check (octet_length(exchanges_sealed) <= 524288),
    deleted_at timestamptz,
    deleted_by uuid,
    deleted_reason text
        check (deleted_reason in ('ENTERED_IN_ERROR', 'DUPLICATE', 'NO_LONGER_NEEDED', 'PATIENT_REQUEST', 'OTHER')),
    deleted_sealed bytea check (octet_length(deleted_sealed) <= 524288),
    updated_at timestamptz,
    updated_by uuid,
    cells bytea not null,
    seq bigint not null,
    primary key (tenant_id, id),
    unique (tenant_id, patient, id),
    foreign key (tenant_id, patient) references patients deferrable initially deferred,
    foreign key (tenant_id, patient, visit) references visits (tenant_id, patient, id) deferrable initially deferred,
    foreign key (tenant_id, given_by) references users deferrable initially deferred,
    check ((created_at is null) = (created_by is null)),
    check ((first_day is null) = (plan_sealed is null))
) with (fillfactor = 80);

-- One food of a meal plan each; which one, how much and at which meal are sealed.
create table meal_plan_items (
    tenant_id uuid not null,
    id uuid not null,
    created_at timestamptz,
    created_by uuid,
    patient uuid not null,
    meal_plan uuid,
    item_sealed bytea check (octet_length(item_sealed) <= 524288),
    slot_sealed bytea check (octet_length(slot_sealed) <= 524288),
    lock_sealed bytea check (octet_length(lock_sealed) <= 524288),
    deleted_at timestamptz,
    deleted_by uuid,
    deleted_reason text
        check (deleted_reason in ('ENTERED_IN_ERROR', 'DUPLICATE', 'NO_LONGER_NEEDED', 'PATIENT_REQUEST', 'OTHER')),
    deleted_sealed bytea check (octet_length(deleted_sealed) <= 524288),
    updated_at timestamptz,
    updated_by uuid,
    cells bytea not null,
    seq bigint not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, patient) references patients deferrable initially deferred,
    foreign key (tenant_id, patient, meal_plan) references meal_plans (tenant_id, patient, id)
        deferrable initially deferred,
    check ((created_at is null) = (created_by is null)),
    check ((meal_plan is null) = (item_sealed is null))
) with (fillfactor = 80);

-- Diet orders of patients on a ward; textures, supplements and tube feed are sealed.
create table diet_orders (
    tenant_id uuid not null,
    id uuid not null,
    created_at timestamptz,
    created_by uuid,
    patient uuid not null,
    started_at timestamptz,
    order_sealed bytea check (octet_length(order_sealed) <= 524288),
    ended_at timestamptz,
    course_sealed bytea check (octet_length(course_sealed) <= 524288),
    deleted_at timestamptz,
    deleted_by uuid,
    deleted_reason text
        check (deleted_reason in ('ENTERED_IN_ERROR', 'DUPLICATE', 'NO_LONGER_NEEDED', 'PATIENT_REQUEST', 'OTHER')),
    deleted_sealed bytea check (octet_length(deleted_sealed) <= 524288),
    updated_at timestamptz,
    updated_by uuid,
    cells bytea not null,
    seq bigint not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, patient) references patients deferrable initially deferred,
    check ((created_at is null) = (created_by is null)),
    check ((started_at is null) = (order_sealed is null))
) with (fillfactor = 80);

-- Dishes of the clinic, a row for each time that one was changed; all but whether they are used is sealed.
create table recipes (
    tenant_id uuid not null,
    id uuid not null,
    created_at timestamptz,
    created_by uuid,
    recipe_sealed bytea check (octet_length(recipe_sealed) <= 524288),
    is_active boolean,
    deleted_at timestamptz,
    deleted_by uuid,
    deleted_reason text
        check (deleted_reason in ('ENTERED_IN_ERROR', 'DUPLICATE', 'NO_LONGER_NEEDED', 'PATIENT_REQUEST', 'OTHER')),
    deleted_sealed bytea check (octet_length(deleted_sealed) <= 524288),
    updated_at timestamptz,
    updated_by uuid,
    cells bytea not null,
    seq bigint not null,
    primary key (tenant_id, id),
    check ((created_at is null) = (created_by is null))
);

-- Foods of the clinic's own; all but whether they are used is sealed.
create table clinic_foods (
    tenant_id uuid not null,
    id uuid not null,
    created_at timestamptz,
    created_by uuid,
    names_sealed bytea check (octet_length(names_sealed) <= 524288),
    nutrients_sealed bytea check (octet_length(nutrients_sealed) <= 524288),
    measures_sealed bytea check (octet_length(measures_sealed) <= 524288),
    allergens_sealed bytea check (octet_length(allergens_sealed) <= 524288),
    is_active boolean,
    deleted_at timestamptz,
    deleted_by uuid,
    deleted_reason text
        check (deleted_reason in ('ENTERED_IN_ERROR', 'DUPLICATE', 'NO_LONGER_NEEDED', 'PATIENT_REQUEST', 'OTHER')),
    deleted_sealed bytea check (octet_length(deleted_sealed) <= 524288),
    updated_at timestamptz,
    updated_by uuid,
    cells bytea not null,
    seq bigint not null,
    primary key (tenant_id, id),
    check ((created_at is null) = (created_by is null))
);

-- The clinic's corrections of allergens in the built-in list of foods; the id is derived from the food's number.
create table allergen_corrections (
    tenant_id uuid not null,
    id uuid not null,
    created_at timestamptz,
    created_by uuid,
    food text check (char_length(food) <= 20),
    allergens_sealed bytea check (octet_length(allergens_sealed) <= 524288),
    deleted_at timestamptz,
    deleted_by uuid,
    deleted_reason text
        check (deleted_reason in ('ENTERED_IN_ERROR', 'DUPLICATE', 'NO_LONGER_NEEDED', 'PATIENT_REQUEST', 'OTHER')),
    deleted_sealed bytea check (octet_length(deleted_sealed) <= 524288),
    updated_at timestamptz,
    updated_by uuid,
    cells bytea not null,
    seq bigint not null,
    primary key (tenant_id, id),
    check ((created_at is null) = (created_by is null))
);

-- How the clinic gives a food to its patients; the id is derived from the food's number.
create table food_profiles (
    tenant_id uuid not null,
    id uuid not null,
    created_at timestamptz,
    created_by uuid,
    food text check (char_length(food) <= 36),
    names_sealed bytea check (octet_length(names_sealed) <= 524288),
    texture_sealed bytea check (octet_length(texture_sealed) <= 524288),
    deleted_at timestamptz,
    deleted_by uuid,
    deleted_reason text
        check (deleted_reason in ('ENTERED_IN_ERROR', 'DUPLICATE', 'NO_LONGER_NEEDED', 'PATIENT_REQUEST', 'OTHER')),
    deleted_sealed bytea check (octet_length(deleted_sealed) <= 524288),
    updated_at timestamptz,
    updated_by uuid,
    cells bytea not null,
    seq bigint not null,
    primary key (tenant_id, id),
    check ((created_at is null) = (created_by is null))
);

-- Types of appointments of the clinic, and what it changed of the program's; the id is derived from the code.
create table appointment_types (
    tenant_id uuid not null,
    id uuid not null,
    created_at timestamptz,
    created_by uuid,
    code text check (char_length(code) <= 50),
    name text check (char_length(name) <= 60),
    minutes bigint,
    mode text check (mode in ('IN_PERSON', 'PHONE', 'VIDEO', 'HOME')),
    seats bigint,
    colour text check (colour in ('GREY', 'BLUE', 'VIOLET', 'GREEN', 'AMBER', 'RED')),
    is_active boolean,
    deleted_at timestamptz,
    deleted_by uuid,
    deleted_reason text
        check (deleted_reason in ('ENTERED_IN_ERROR', 'DUPLICATE', 'NO_LONGER_NEEDED', 'PATIENT_REQUEST', 'OTHER')),
    updated_at timestamptz,
    updated_by uuid,
    cells bytea not null,
    seq bigint not null,
    primary key (tenant_id, id),
    check ((created_at is null) = (created_by is null)),
    check ((minutes is null) = (mode is null))
);

-- Leaflets of the clinic, each of them in one language; they describe no patient.
create table handouts (
    tenant_id uuid not null,
    id uuid not null,
    created_at timestamptz,
    created_by uuid,
    leaflet uuid,
    language text check (char_length(language) <= 3),
    title text check (char_length(title) <= 255),
    text text check (char_length(text) <= 8000),
    is_active boolean,
    deleted_at timestamptz,
    deleted_by uuid,
    deleted_reason text
        check (deleted_reason in ('ENTERED_IN_ERROR', 'DUPLICATE', 'NO_LONGER_NEEDED', 'PATIENT_REQUEST', 'OTHER')),
    updated_at timestamptz,
    updated_by uuid,
    cells bytea not null,
    seq bigint not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, leaflet) references handouts deferrable initially deferred,
    check ((created_at is null) = (created_by is null)),
    check ((title is null) = (text is null))
);

-- Handouts that patients were given; the leaflet and its text at that time are sealed.
create table given_handouts (
    tenant_id uuid not null,
    id uuid not null,
    created_at timestamptz,
    created_by uuid,
    patient uuid not null,
    visit uuid,
    given_at timestamptz,
    giving_sealed bytea check (octet_length(giving_sealed) <= 524288),
    deleted_at timestamptz,
    deleted_by uuid,
    deleted_reason text
        check (deleted_reason in ('ENTERED_IN_ERROR', 'DUPLICATE', 'NO_LONGER_NEEDED', 'PATIENT_REQUEST', 'OTHER')),
    deleted_sealed bytea check (octet_length(deleted_sealed) <= 524288),
    updated_at timestamptz,
    updated_by uuid,
    cells bytea not null,
    seq bigint not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, patient) references patients deferrable initially deferred,
    foreign key (tenant_id, patient, visit) references visits (tenant_id, patient, id) deferrable initially deferred,
    check ((created_at is null) = (created_by is null)),
    check ((given_at is null) = (giving_sealed is null))
) with (fillfactor = 80);

-- Medicines that were ordered for a patient; which and how they are taken is sealed.
create table prescriptions (
    tenant_id uuid not null,
    id uuid not null,
    created_at timestamptz,
    created_by uuid,
    patient uuid not null,
    prescriber uuid,
    visit uuid,
    prescribed_on date,
    valid_until date,
    quantity bigint,
    refills_allowed bigint,
    order_sealed bytea check (octet_length(order_sealed) <= 524288),
    status text check (status in ('ACTIVE', 'COMPLETED', 'STOPPED')),
    course_sealed bytea check (octet_length(course_sealed) <= 524288),
    deleted_at timestamptz,
    deleted_by uuid,
    deleted_reason text
        check (deleted_reason in ('ENTERED_IN_ERROR', 'DUPLICATE', 'NO_LONGER_NEEDED', 'PATIENT_REQUEST', 'OTHER')),
    deleted_sealed bytea check (octet_length(deleted_sealed) <= 524288),
    updated_at timestamptz,
    updated_by uuid,
    cells bytea not null,
    seq bigint not null,
    primary key (tenant_id, id),
    unique (tenant_id, patient, id),
    foreign key (tenant_id, patient) references patients deferrable initially deferred,
    foreign key (tenant_id, prescriber) references users deferrable initially deferred,
    foreign key (tenant_id, patient, visit) references visits (tenant_id, patient, id) deferrable initially deferred,
    check ((created_at is null) = (created_by is null)),
    check (
        (prescriber is null) = (prescribed_on is null)
        and (prescriber is null) = (valid_until is null)
        and (prescriber is null) = (quantity is null)
        and (prescriber is null) = (refills_allowed is null)
        and (prescriber is null) = (order_sealed is null)
    )
) with (fillfactor = 80);

-- Each time that a prescription was dispensed, and what of that was taken back.
create table dispensings (
    tenant_id uuid not null,
    id uuid not null,
    created_at timestamptz,
    created_by uuid,
    patient uuid not null,
    prescription uuid,
    at timestamptz,
    reverses uuid,
    dispensing_sealed bytea check (octet_length(dispensing_sealed) <= 524288),
    cells bytea not null,
    seq bigint not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, patient) references patients deferrable initially deferred,
    foreign key (tenant_id, patient, prescription) references prescriptions (tenant_id, patient, id)
        deferrable initially deferred,
    check ((created_at is null) = (created_by is null)),
    check ((prescription is null) = (at is null) and (prescription is null) = (dispensing_sealed is null))
);

-- What services would cost a patient until a day; the lines are sealed.
create table quotes (
    tenant_id uuid not null,
    id uuid not null,
    created_at timestamptz,
    created_by uuid,
    patient uuid not null,
    series bigint,
    serial bigint,
    letters text check (char_length(letters) <= 8),
    made_on date,
    currency text check (char_length(currency) <= 3),
    valid_until date,
    content_sealed bytea check (octet_length(content_sealed) <= 524288),
    is_declined boolean,
    deleted_at timestamptz,
    deleted_by uuid,
    deleted_reason text
        check (deleted_reason in ('ENTERED_IN_ERROR', 'DUPLICATE', 'NO_LONGER_NEEDED', 'PATIENT_REQUEST', 'OTHER')),
    deleted_sealed bytea check (octet_length(deleted_sealed) <= 524288),
    updated_at timestamptz,
    updated_by uuid,
    cells bytea not null,
    seq bigint not null,
    primary key (tenant_id, id),
    unique (tenant_id, patient, id),
    foreign key (tenant_id, patient) references patients deferrable initially deferred,
    check ((created_at is null) = (created_by is null)),
    check (
        (series is null) = (serial is null)
        and (series is null) = (letters is null)
        and (series is null) = (made_on is null)
    ),
    check ((currency is null) = (valid_until is null) and (currency is null) = (content_sealed is null))
) with (fillfactor = 80);

-- Invoices that are being written; their lines are sealed.
create table invoice_drafts (
    tenant_id uuid not null,
    id uuid not null,
    created_at timestamptz,
    created_by uuid,
    patient uuid not null,
    appointment uuid,
    quote uuid,
    currency text check (char_length(currency) <= 3),
    due_days bigint,
    content_sealed bytea check (octet_length(content_sealed) <= 524288),
    claim_sealed bytea check (octet_length(claim_sealed) <= 524288),
    deleted_at timestamptz,
    deleted_by uuid,
    deleted_reason text
        check (deleted_reason in ('ENTERED_IN_ERROR', 'DUPLICATE', 'NO_LONGER_NEEDED', 'PATIENT_REQUEST', 'OTHER')),
    deleted_sealed bytea check (octet_length(deleted_sealed) <= 524288),
    updated_at timestamptz,
    updated_by uuid,
    cells bytea not null,
    seq bigint not null,
    primary key (tenant_id, id),
    unique (tenant_id, patient, id),
    foreign key (tenant_id, patient) references patients deferrable initially deferred,
    foreign key (tenant_id, appointment) references appointments deferrable initially deferred,
    foreign key (tenant_id, patient, quote) references quotes (tenant_id, patient, id) deferrable initially deferred,
    check ((created_at is null) = (created_by is null)),
    check ((currency is null) = (due_days is null) and (currency is null) = (content_sealed is null))
) with (fillfactor = 80);

-- Invoices as they were issued, each with its number in the series of a device.
create table invoices (
    tenant_id uuid not null,
    id uuid not null,
    created_at timestamptz,
    created_by uuid,
    patient uuid not null,
    draft uuid,
    appointment uuid,
    series bigint,
    serial bigint,
    letters text check (char_length(letters) <= 8),
    issued_on date,
    due_on date,
    currency text check (char_length(currency) <= 3),
    total_minor bigint,
    quote uuid,
    invoice_sealed bytea check (octet_length(invoice_sealed) <= 524288),
    cells bytea not null,
    seq bigint not null,
    primary key (tenant_id, id),
    unique (tenant_id, patient, id),
    foreign key (tenant_id, patient) references patients deferrable initially deferred,
    foreign key (tenant_id, patient, draft) references invoice_drafts (tenant_id, patient, id)
        deferrable initially deferred,
    foreign key (tenant_id, appointment) references appointments deferrable initially deferred,
    foreign key (tenant_id, patient, quote) references quotes (tenant_id, patient, id) deferrable initially deferred,
    check ((created_at is null) = (created_by is null)),
    check (
        (draft is null) = (series is null)
        and (draft is null) = (serial is null)
        and (draft is null) = (letters is null)
        and (draft is null) = (issued_on is null)
        and (draft is null) = (due_on is null)
        and (draft is null) = (currency is null)
        and (draft is null) = (total_minor is null)
        and (draft is null) = (invoice_sealed is null)
    )
);

-- Invoices that are void.
create table invoice_voids (
    tenant_id uuid not null,
    id uuid not null,
    created_at timestamptz,
    created_by uuid,
    patient uuid not null,
    invoice uuid,
    at timestamptz,
    annulment_sealed bytea check (octet_length(annulment_sealed) <= 524288),
    cells bytea not null,
    seq bigint not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, patient) references patients deferrable initially deferred,
    foreign key (tenant_id, patient, invoice) references invoices (tenant_id, patient, id)
        deferrable initially deferred,
    check ((created_at is null) = (created_by is null)),
    check ((invoice is null) = (at is null) and (invoice is null) = (annulment_sealed is null))
);

-- What was paid for invoices, and what was given back of it.
create table payments (
    tenant_id uuid not null,
    id uuid not null,
    created_at timestamptz,
    created_by uuid,
    patient uuid not null,
    invoice uuid,
    at timestamptz,
    method text check (method in ('CASH', 'CARD', 'TRANSFER')),
    amount_minor bigint,
    refunds uuid,
    payment_sealed bytea check (octet_length(payment_sealed) <= 524288),
    cells bytea not null,
    seq bigint not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, patient) references patients deferrable initially deferred,
    foreign key (tenant_id, patient, invoice) references invoices (tenant_id, patient, id)
        deferrable initially deferred,
    check ((created_at is null) = (created_by is null)),
    check (
        (invoice is null) = (at is null)
        and (invoice is null) = (method is null)
        and (invoice is null) = (amount_minor is null)
        and (invoice is null) = (payment_sealed is null)
    )
);

-- What was counted of a day's payments.
create table cash_closings (
    tenant_id uuid not null,
    id uuid not null,
    created_at timestamptz,
    created_by uuid,
    day date,
    cashier uuid,
    method text check (method in ('CASH', 'CARD', 'TRANSFER')),
    currency text check (char_length(currency) <= 3),
    at timestamptz,
    expected_minor bigint,
    counted_minor bigint,
    closing_sealed bytea check (octet_length(closing_sealed) <= 524288),
    cells bytea not null,
    seq bigint not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, cashier) references users deferrable initially deferred,
    check ((created_at is null) = (created_by is null)),
    check (
        (day is null) = (cashier is null)
        and (day is null) = (method is null)
        and (day is null) = (currency is null)
        and (day is null) = (at is null)
        and (day is null) = (expected_minor is null)
        and (day is null) = (counted_minor is null)
        and (day is null) = (closing_sealed is null)
    )
);

-- Sessions that patients bought in advance.
create table packages (
    tenant_id uuid not null,
    id uuid not null,
    created_at timestamptz,
    created_by uuid,
    patient uuid not null,
    draft uuid,
    sale_sealed bytea check (octet_length(sale_sealed) <= 524288),
    content_sealed bytea check (octet_length(content_sealed) <= 524288),
    deleted_at timestamptz,
    deleted_by uuid,
    deleted_reason text
        check (deleted_reason in ('ENTERED_IN_ERROR', 'DUPLICATE', 'NO_LONGER_NEEDED', 'PATIENT_REQUEST', 'OTHER')),
    deleted_sealed bytea check (octet_length(deleted_sealed) <= 524288),
    updated_at timestamptz,
    updated_by uuid,
    cells bytea not null,
    seq bigint not null,
    primary key (tenant_id, id),
    unique (tenant_id, patient, id),
    foreign key (tenant_id, patient) references patients deferrable initially deferred,
    foreign key (tenant_id, patient, draft) references invoice_drafts (tenant_id, patient, id)
        deferrable initially deferred,
    check ((created_at is null) = (created_by is null))
) with (fillfactor = 80);

-- Sessions of packages that were used, or given back.
create table package_uses (
    tenant_id uuid not null,
    id uuid not null,
    created_at timestamptz,
    created_by uuid,
    patient uuid not null,
    package uuid,
    appointment uuid,
    used_on date,
    returns uuid,
    usage_sealed bytea check (octet_length(usage_sealed) <= 524288),
    cells bytea not null,
    seq bigint not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, patient) references patients deferrable initially deferred,
    foreign key (tenant_id, patient, package) references packages (tenant_id, patient, id)
        deferrable initially deferred,
    foreign key (tenant_id, appointment) references appointments deferrable initially deferred,
    check ((created_at is null) = (created_by is null)),
    check ((package is null) = (used_on is null) and (package is null) = (usage_sealed is null))
);

-- Files of charts; name, kind, size and digest are sealed.
create table documents (
    tenant_id uuid not null,
    id uuid not null,
    created_at timestamptz,
    created_by uuid,
    patient uuid not null,
    label_sealed bytea check (octet_length(label_sealed) <= 524288),
    file_sealed bytea check (octet_length(file_sealed) <= 524288),
    filing text check (filing in ('TO_FILE', 'FILED')),
    filed_at timestamptz,
    filed_by uuid,
    deleted_at timestamptz,
    deleted_by uuid,
    deleted_reason text
        check (deleted_reason in ('ENTERED_IN_ERROR', 'DUPLICATE', 'NO_LONGER_NEEDED', 'PATIENT_REQUEST', 'OTHER')),
    deleted_sealed bytea check (octet_length(deleted_sealed) <= 524288),
    updated_at timestamptz,
    updated_by uuid,
    cells bytea not null,
    seq bigint not null,
    primary key (tenant_id, id),
    unique (tenant_id, patient, id),
    foreign key (tenant_id, patient) references patients deferrable initially deferred,
    foreign key (tenant_id, filed_by) references users deferrable initially deferred,
    check ((created_at is null) = (created_by is null))
) with (fillfactor = 80);

-- Parts of them, each under an id that follows from its document's.
create table document_chunks (
    tenant_id uuid not null,
    id uuid not null,
    created_at timestamptz,
    created_by uuid,
    patient uuid not null,
    document uuid,
    part bigint,
    chunk_sealed bytea check (octet_length(chunk_sealed) <= 524288),
    cells bytea not null,
    seq bigint not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, patient) references patients deferrable initially deferred,
    foreign key (tenant_id, patient, document) references documents (tenant_id, patient, id)
        deferrable initially deferred,
    check ((created_at is null) = (created_by is null)),
    check ((document is null) = (part is null) and (document is null) = (chunk_sealed is null))
);

-- ciphertext does not compress
alter table document_chunks alter column chunk_sealed set storage external;

-- Files of the front desk.
create table office_documents (
    tenant_id uuid not null,
    id uuid not null,
    created_at timestamptz,
    created_by uuid,
    patient uuid not null,
    label_sealed bytea check (octet_length(label_sealed) <= 524288),
    file_sealed bytea check (octet_length(file_sealed) <= 524288),
    filing text check (filing in ('TO_FILE', 'FILED')),
    filed_at timestamptz,
    filed_by uuid,
    deleted_at timestamptz,
    deleted_by uuid,
    deleted_reason text
        check (deleted_reason in ('ENTERED_IN_ERROR', 'DUPLICATE', 'NO_LONGER_NEEDED', 'PATIENT_REQUEST', 'OTHER')),
    deleted_sealed bytea check (octet_length(deleted_sealed) <= 524288),
    updated_at timestamptz,
    updated_by uuid,
    cells bytea not null,
    seq bigint not null,
    primary key (tenant_id, id),
    unique (tenant_id, patient, id),
    foreign key (tenant_id, patient) references patients deferrable initially deferred,
    foreign key (tenant_id, filed_by) references users deferrable initially deferred,
    check ((created_at is null) = (created_by is null))
) with (fillfactor = 80);

-- Parts of them.
create table office_document_chunks (
    tenant_id uuid not null,
    id uuid not null,
    created_at timestamptz,
    created_by uuid,
    patient uuid not null,
    document uuid,
    part bigint,
    chunk_sealed bytea check (octet_length(chunk_sealed) <= 524288),
    cells bytea not null,
    seq bigint not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, patient) references patients deferrable initially deferred,
    foreign key (tenant_id, patient, document) references office_documents (tenant_id, patient, id)
        deferrable initially deferred,
    check ((created_at is null) = (created_by is null)),
    check ((document is null) = (part is null) and (document is null) = (chunk_sealed is null))
);

-- ciphertext does not compress
alter table office_document_chunks alter column chunk_sealed set storage external;

-- What the clinic itself paid for; the notes are sealed.
create table expenses (
    tenant_id uuid not null,
    id uuid not null,
    created_at timestamptz,
    created_by uuid,
    spent_on date,
    category text
        check (
            category in (
                'RENT', 'WAGES', 'SUPPLIES', 'EQUIPMENT', 'UTILITIES', 'INSURANCE', 'TRAVEL', 'TRAINING', 'TAXES',
                'OTHER'
            )
        ),
    facility uuid,
    method text check (method in ('CASH', 'CARD', 'TRANSFER')),
    amount_minor bigint,
    currency text check (char_length(currency) <= 3),
    remark_sealed bytea check (octet_length(remark_sealed) <= 524288),
    deleted_at timestamptz,
    deleted_by uuid,
    deleted_reason text
        check (deleted_reason in ('ENTERED_IN_ERROR', 'DUPLICATE', 'NO_LONGER_NEEDED', 'PATIENT_REQUEST', 'OTHER')),
    deleted_sealed bytea check (octet_length(deleted_sealed) <= 524288),
    updated_at timestamptz,
    updated_by uuid,
    cells bytea not null,
    seq bigint not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, facility) references facilities deferrable initially deferred,
    check ((created_at is null) = (created_by is null)),
    check (
        (spent_on is null) = (category is null)
        and (spent_on is null) = (facility is null)
        and (spent_on is null) = (method is null)
        and (spent_on is null) = (amount_minor is null)
        and (spent_on is null) = (currency is null)
    )
) with (fillfactor = 80);

-- Alerts within the clinic; what is the matter is sealed.
create table alerts (
    tenant_id uuid not null,
    id uuid not null,
    created_at timestamptz,
    created_by uuid,
    kind text check (kind in ('MEDICAL', 'SECURITY', 'FIRE', 'OPERATIONAL')),
    priority text check (priority in ('LOW', 'MEDIUM', 'HIGH', 'CRITICAL')),
    facility uuid,
    department uuid,
    room uuid,
    raised_at timestamptz,
    expires_at timestamptz,
    call_sealed bytea check (octet_length(call_sealed) <= 524288),
    acknowledged_at timestamptz,
    acknowledged_by uuid,
    outcome text check (outcome in ('RESOLVED', 'CANCELLED')),
    ended_at timestamptz,
    ended_by uuid,
    ending_sealed bytea check (octet_length(ending_sealed) <= 524288),
    deleted_at timestamptz,
    deleted_by uuid,
    deleted_reason text
        check (deleted_reason in ('ENTERED_IN_ERROR', 'DUPLICATE', 'NO_LONGER_NEEDED', 'PATIENT_REQUEST', 'OTHER')),
    deleted_sealed bytea check (octet_length(deleted_sealed) <= 524288),
    updated_at timestamptz,
    updated_by uuid,
    cells bytea not null,
    seq bigint not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, facility) references facilities deferrable initially deferred,
    foreign key (tenant_id, department) references departments deferrable initially deferred,
    foreign key (tenant_id, room) references rooms deferrable initially deferred,
    foreign key (tenant_id, acknowledged_by) references users deferrable initially deferred,
    foreign key (tenant_id, ended_by) references users deferrable initially deferred,
    check ((created_at is null) = (created_by is null)),
    check (
        (kind is null) = (priority is null)
        and (kind is null) = (facility is null)
        and (kind is null) = (raised_at is null)
        and (kind is null) = (call_sealed is null)
    )
) with (fillfactor = 80);

-- Each time that an alert went up by a level.
create table alert_escalations (
    tenant_id uuid not null,
    id uuid not null,
    created_at timestamptz,
    created_by uuid,
    alert uuid,
    from_level bigint,
    to_level bigint,
    reason text check (reason in ('TIMEOUT', 'NO_RESPONSE', 'MANUAL')),
    at timestamptz,
    step_sealed bytea check (octet_length(step_sealed) <= 524288),
    cells bytea not null,
    seq bigint not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, alert) references alerts deferrable initially deferred,
    check ((created_at is null) = (created_by is null)),
    check (
        (alert is null) = (from_level is null)
        and (alert is null) = (to_level is null)
        and (alert is null) = (reason is null)
        and (alert is null) = (at is null)
        and (alert is null) = (step_sealed is null)
    )
);

-- Decisions that release sibling versions and write no cell; the row may be of any table.
create table conflict_resolutions (
    tenant_id uuid not null,
    id uuid not null,
    created_at timestamptz,
    created_by uuid,
    entity bigint,
    "row" uuid,
    cell bigint,
    kind text check (kind in ('EQUAL')),
    siblings bytea check (octet_length(siblings) <= 1200),
    cells bytea not null,
    seq bigint not null,
    primary key (tenant_id, id),
    check ((created_at is null) = (created_by is null)),
    check (
        (entity is null) = ("row" is null)
        and (entity is null) = (cell is null)
        and (entity is null) = (kind is null)
        and (entity is null) = (siblings is null)
    )
);

-- Each row is its tenant's alone, for the owner of the tables too.

alter table feeds enable row level security;
alter table feeds force row level security;
create policy of_this_tenant on feeds
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));

alter table feed_history enable row level security;
alter table feed_history force row level security;
create policy of_this_tenant on feed_history
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));

alter table device_state enable row level security;
alter table device_state force row level security;
create policy of_this_tenant on device_state
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));

alter table device_users enable row level security;
alter table device_users force row level security;
create policy of_this_tenant on device_users
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));

alter table user_keys enable row level security;
alter table user_keys force row level security;
create policy of_this_tenant on user_keys
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));

alter table groups enable row level security;
alter table groups force row level security;
create policy of_this_tenant on groups
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));
-- an accepted group is never changed
create policy rejected_alone on groups as restrictive for update
    using (verdict = 'rejected')
    with check (true);
-- nor removed
create policy not_withdrawn_alone on groups as restrictive for delete
    using (verdict = 'rejected' and code <> 'withdrawn');

alter table review_groups enable row level security;
alter table review_groups force row level security;
create policy of_this_tenant on review_groups
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));
-- a decision is final
create policy waiting_alone on review_groups as restrictive for update
    using (state = 'waiting')
    with check (true);

alter table review_ids enable row level security;
alter table review_ids force row level security;
create policy of_this_tenant on review_ids
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
-- a body goes with its patient, and nothing else is changed
create policy bodies_alone on audit_entries as restrictive for update
    using (substring(sealed from 1 for 1) = '\x03'::bytea)
    with check (substring(sealed from 1 for 1) = '\x00'::bytea and octet_length(sealed) = 33);

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

alter table sign_in_failures enable row level security;
alter table sign_in_failures force row level security;
create policy of_this_tenant on sign_in_failures
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));

alter table tenants enable row level security;
alter table tenants force row level security;
create policy of_this_tenant on tenants
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));

alter table facilities enable row level security;
alter table facilities force row level security;
create policy of_this_tenant on facilities
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));

alter table departments enable row level security;
alter table departments force row level security;
create policy of_this_tenant on departments
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));

alter table rooms enable row level security;
alter table rooms force row level security;
create policy of_this_tenant on rooms
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));

alter table users enable row level security;
alter table users force row level security;
create policy of_this_tenant on users
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));

alter table roles enable row level security;
alter table roles force row level security;
create policy of_this_tenant on roles
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));

alter table user_roles enable row level security;
alter table user_roles force row level security;
create policy of_this_tenant on user_roles
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));

alter table user_verifications enable row level security;
alter table user_verifications force row level security;
create policy of_this_tenant on user_verifications
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));

alter table devices enable row level security;
alter table devices force row level security;
create policy of_this_tenant on devices
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));

alter table key_grants enable row level security;
alter table key_grants force row level security;
create policy of_this_tenant on key_grants
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));

alter table settings enable row level security;
alter table settings force row level security;
create policy of_this_tenant on settings
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));

alter table note_templates enable row level security;
alter table note_templates force row level security;
create policy of_this_tenant on note_templates
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));

alter table custom_fields enable row level security;
alter table custom_fields force row level security;
create policy of_this_tenant on custom_fields
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));

alter table erasures enable row level security;
alter table erasures force row level security;
create policy of_this_tenant on erasures
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));

alter table measurement_kinds enable row level security;
alter table measurement_kinds force row level security;
create policy of_this_tenant on measurement_kinds
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));

alter table nutrition_products enable row level security;
alter table nutrition_products force row level security;
create policy of_this_tenant on nutrition_products
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));

alter table exchange_tables enable row level security;
alter table exchange_tables force row level security;
create policy of_this_tenant on exchange_tables
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));

alter table claim_codes enable row level security;
alter table claim_codes force row level security;
create policy of_this_tenant on claim_codes
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));

alter table services enable row level security;
alter table services force row level security;
create policy of_this_tenant on services
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));

alter table patient_imports enable row level security;
alter table patient_imports force row level security;
create policy of_this_tenant on patient_imports
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));

alter table patients enable row level security;
alter table patients force row level security;
create policy of_this_tenant on patients
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));

alter table patient_profiles enable row level security;
alter table patient_profiles force row level security;
create policy of_this_tenant on patient_profiles
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));

alter table emergency_contacts enable row level security;
alter table emergency_contacts force row level security;
create policy of_this_tenant on emergency_contacts
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));

alter table allergies enable row level security;
alter table allergies force row level security;
create policy of_this_tenant on allergies
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));

alter table conditions enable row level security;
alter table conditions force row level security;
create policy of_this_tenant on conditions
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));

alter table medications enable row level security;
alter table medications force row level security;
create policy of_this_tenant on medications
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));

alter table none_known enable row level security;
alter table none_known force row level security;
create policy of_this_tenant on none_known
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));

alter table pregnancies enable row level security;
alter table pregnancies force row level security;
create policy of_this_tenant on pregnancies
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));

alter table stays enable row level security;
alter table stays force row level security;
create policy of_this_tenant on stays
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));

alter table portal_accounts enable row level security;
alter table portal_accounts force row level security;
create policy of_this_tenant on portal_accounts
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));

alter table appointments enable row level security;
alter table appointments force row level security;
create policy of_this_tenant on appointments
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));

alter table appointment_patients enable row level security;
alter table appointment_patients force row level security;
create policy of_this_tenant on appointment_patients
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));

alter table appointment_status_changes enable row level security;
alter table appointment_status_changes force row level security;
create policy of_this_tenant on appointment_status_changes
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));

alter table patient_links enable row level security;
alter table patient_links force row level security;
create policy of_this_tenant on patient_links
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));

alter table patient_photos enable row level security;
alter table patient_photos force row level security;
create policy of_this_tenant on patient_photos
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));

alter table phone_calls enable row level security;
alter table phone_calls force row level security;
create policy of_this_tenant on phone_calls
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));

alter table absences enable row level security;
alter table absences force row level security;
create policy of_this_tenant on absences
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));

alter table clash_decisions enable row level security;
alter table clash_decisions force row level security;
create policy of_this_tenant on clash_decisions
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));

alter table waiting_list_entries enable row level security;
alter table waiting_list_entries force row level security;
create policy of_this_tenant on waiting_list_entries
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));

alter table freed_slots enable row level security;
alter table freed_slots force row level security;
create policy of_this_tenant on freed_slots
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));

alter table group_topics enable row level security;
alter table group_topics force row level security;
create policy of_this_tenant on group_topics
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));

alter table visits enable row level security;
alter table visits force row level security;
create policy of_this_tenant on visits
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));

alter table measurements enable row level security;
alter table measurements force row level security;
create policy of_this_tenant on measurements
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));

alter table notes enable row level security;
alter table notes force row level security;
create policy of_this_tenant on notes
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));

alter table note_versions enable row level security;
alter table note_versions force row level security;
create policy of_this_tenant on note_versions
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));

alter table addenda enable row level security;
alter table addenda force row level security;
create policy of_this_tenant on addenda
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));

alter table note_voids enable row level security;
alter table note_voids force row level security;
create policy of_this_tenant on note_voids
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));

alter table screenings enable row level security;
alter table screenings force row level security;
create policy of_this_tenant on screenings
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));

alter table energy_estimates enable row level security;
alter table energy_estimates force row level security;
create policy of_this_tenant on energy_estimates
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));

alter table nutrition_diagnoses enable row level security;
alter table nutrition_diagnoses force row level security;
create policy of_this_tenant on nutrition_diagnoses
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));

alter table goals enable row level security;
alter table goals force row level security;
create policy of_this_tenant on goals
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));

alter table tasks enable row level security;
alter table tasks force row level security;
create policy of_this_tenant on tasks
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));

alter table nutrient_targets enable row level security;
alter table nutrient_targets force row level security;
create policy of_this_tenant on nutrient_targets
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));

alter table consents enable row level security;
alter table consents force row level security;
create policy of_this_tenant on consents
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));

alter table insurance_policies enable row level security;
alter table insurance_policies force row level security;
create policy of_this_tenant on insurance_policies
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));

alter table referrals enable row level security;
alter table referrals force row level security;
create policy of_this_tenant on referrals
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));

alter table record_requests enable row level security;
alter table record_requests force row level security;
create policy of_this_tenant on record_requests
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));

alter table care_teams enable row level security;
alter table care_teams force row level security;
create policy of_this_tenant on care_teams
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));

alter table tags enable row level security;
alter table tags force row level security;
create policy of_this_tenant on tags
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));

alter table patient_tags enable row level security;
alter table patient_tags force row level security;
create policy of_this_tenant on patient_tags
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));

alter table lab_tests enable row level security;
alter table lab_tests force row level security;
create policy of_this_tenant on lab_tests
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));

alter table lab_results enable row level security;
alter table lab_results force row level security;
create policy of_this_tenant on lab_results
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));

alter table recalls enable row level security;
alter table recalls force row level security;
create policy of_this_tenant on recalls
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));

alter table recall_items enable row level security;
alter table recall_items force row level security;
create policy of_this_tenant on recall_items
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));

alter table meal_plans enable row level security;
alter table meal_plans force row level security;
create policy of_this_tenant on meal_plans
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));

alter table meal_plan_items enable row level security;
alter table meal_plan_items force row level security;
create policy of_this_tenant on meal_plan_items
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));

alter table diet_orders enable row level security;
alter table diet_orders force row level security;
create policy of_this_tenant on diet_orders
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));

alter table recipes enable row level security;
alter table recipes force row level security;
create policy of_this_tenant on recipes
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));

alter table clinic_foods enable row level security;
alter table clinic_foods force row level security;
create policy of_this_tenant on clinic_foods
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));

alter table allergen_corrections enable row level security;
alter table allergen_corrections force row level security;
create policy of_this_tenant on allergen_corrections
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));

alter table food_profiles enable row level security;
alter table food_profiles force row level security;
create policy of_this_tenant on food_profiles
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));

alter table appointment_types enable row level security;
alter table appointment_types force row level security;
create policy of_this_tenant on appointment_types
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));

alter table handouts enable row level security;
alter table handouts force row level security;
create policy of_this_tenant on handouts
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));

alter table given_handouts enable row level security;
alter table given_handouts force row level security;
create policy of_this_tenant on given_handouts
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));

alter table prescriptions enable row level security;
alter table prescriptions force row level security;
create policy of_this_tenant on prescriptions
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));

alter table dispensings enable row level security;
alter table dispensings force row level security;
create policy of_this_tenant on dispensings
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));

alter table quotes enable row level security;
alter table quotes force row level security;
create policy of_this_tenant on quotes
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));

alter table invoice_drafts enable row level security;
alter table invoice_drafts force row level security;
create policy of_this_tenant on invoice_drafts
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));

alter table invoices enable row level security;
alter table invoices force row level security;
create policy of_this_tenant on invoices
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));

alter table invoice_voids enable row level security;
alter table invoice_voids force row level security;
create policy of_this_tenant on invoice_voids
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));

alter table payments enable row level security;
alter table payments force row level security;
create policy of_this_tenant on payments
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));

alter table cash_closings enable row level security;
alter table cash_closings force row level security;
create policy of_this_tenant on cash_closings
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));

alter table packages enable row level security;
alter table packages force row level security;
create policy of_this_tenant on packages
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));

alter table package_uses enable row level security;
alter table package_uses force row level security;
create policy of_this_tenant on package_uses
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));

alter table expenses enable row level security;
alter table expenses force row level security;
create policy of_this_tenant on expenses
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));

alter table documents enable row level security;
alter table documents force row level security;
create policy of_this_tenant on documents
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));

alter table document_chunks enable row level security;
alter table document_chunks force row level security;
create policy of_this_tenant on document_chunks
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));

alter table office_documents enable row level security;
alter table office_documents force row level security;
create policy of_this_tenant on office_documents
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));

alter table office_document_chunks enable row level security;
alter table office_document_chunks force row level security;
create policy of_this_tenant on office_document_chunks
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));

alter table alerts enable row level security;
alter table alerts force row level security;
create policy of_this_tenant on alerts
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));

alter table alert_escalations enable row level security;
alter table alert_escalations force row level security;
create policy of_this_tenant on alert_escalations
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));

alter table conflict_resolutions enable row level security;
alter table conflict_resolutions force row level security;
create policy of_this_tenant on conflict_resolutions
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));
