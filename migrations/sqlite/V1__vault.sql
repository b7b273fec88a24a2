-- The first version of a device's file: what the device stores for itself, then one table for each entity of the
-- catalog.
-- No older program may open the result.
--
-- A column of a cell is null when the row has no such cell (it was refused, purged, or an older program made the row),
-- so only identity and the cell headers are `not null`, and a CHECK never looks beyond one cell.
-- Who last changed a row, and when, is null until the row is changed.
-- Times are microseconds since 1970 UTC, dates are days since then, ids are 16 bytes.
-- A CHECK compares with `or`: for `in` with more than two words SQLite builds a table for every row that it checks.
-- An index on a column that many rows lack is partial.
-- A foreign key points only to rows that every device has which has this one; any other reference is a plain id.

create table vault_file (
    one integer primary key check (one = 1),
    -- names the entry of the key store
    id blob not null check (length(id) = 16),
    tenant blob not null check (length(tenant) = 16),
    -- the recovery key's public half and the first audit key, under the clinic tag
    recovery text not null,
    audit_key blob not null check (length(audit_key) = 32),
    tag blob not null,
    -- the keys by which the clinic's server proves itself, 32 bytes each: the current one, and one that it announced
    server_keys blob not null check (length(server_keys) in (0, 32, 64)),
    -- over those and the connection below, or over there being none
    server_tag blob not null
) strict;

create table device (
    one integer primary key check (one = 1),
    id blob not null check (length(id) = 16),
    number integer not null,
    last_clock blob not null check (length(last_clock) = 12),
    -- how many clocks followed a later one of another device, without becoming the last
    raised_clocks integer not null default 0,
    -- how far the server's clock is ahead of this one
    clock_offset_ms integer not null default 0,
    -- the server's time when it was taken on trust, and the clock of this machine then that never jumps; after a
    -- restart of the machine, what that clock would have shown
    server_ms integer,
    server_uptime_ms integer,
    server_boot blob,
    -- how far the server's clock was ahead then
    trusted_offset_ms integer,
    -- how far the server's clock is ahead of this one after a jump that no user has accepted
    doubted_offset_ms integer,
    audit_number integer not null default 0,
    audit_hash blob not null,
    audit_session integer not null default 0,
    -- the last entry that the server acknowledged
    audit_sent_number integer not null default 0,
    audit_sent_hash blob,
    revoked_at integer,
    -- the anchor whose alarm an admin ended: the alarm stays ended where the program is killed before it stores another
    accepted_anchor blob,
    -- whether the key store had an anchor of this file once: then it lacks one only if that was taken away
    is_anchored integer not null default 0 check (is_anchored in (0, 1)),
    -- rises with every change of this row or of the wrong passwords
    generation integer not null default 0,
    -- which numbers the groups in the queue have, so that one that another program takes out of it is missed, and one
    -- that was taken out of it does not come back
    queued blob not null default x'',
    -- what commits to every row that an admin signs and to the counts of all rows: one of either that is put back from
    -- an older file does not fit it
    stored_sum blob not null default (zeroblob(32)),
    -- whether another program edited this row or the wrong passwords, and no admin has ended that alarm
    was_edited integer not null default 0 check (was_edited in (0, 1)),
    -- over this row and the wrong passwords
    tag blob not null
) strict;

-- keys that admins gave users and that later ones replaced without naming them, as after a restoration of the server
create table overtaken_keys (
    user_id blob not null,
    -- the cell of the keys, whose signature proves it
    state blob not null,
    primary key (user_id, state)
) strict, without rowid;

-- what the server has signed of the numbers that it gave this device, and the group with which it joined: one that is
-- restored from an older backup believes its own signature
create table given_numbers (
    number integer primary key,
    joined_with blob,
    -- absent until the server has answered
    signature blob check (length(signature) = 64)
) strict;

-- absent while the clinic has no server
create table connection (
    one integer primary key check (one = 1),
    url text not null,
    ca_pem text,
    connected_at integer not null,
    contact_at integer,
    -- when the server last answered, the latest time that this device knew then, and for how many days it opens after
    -- that, under the clinic tag
    lease_from integer,
    lease_known integer,
    lease_days integer,
    lease_tag blob,
    -- a hash of what the server knew when it last answered
    server_catalog blob,
    -- when this device last met a server that was restored from an older backup: rows of others may be here alone
    restored_at integer
) strict;

create table queue (
    seq integer primary key,
    group_id blob not null check (length(group_id) = 16),
    action blob not null,
    name text not null,
    author blob not null,
    created_at integer not null,
    cells integer not null,
    -- not applied to the rows before the server accepts it: 2, applied and admin_signed: 1, any other: 0
    admin_signed integer not null check (admin_signed between 0 and 2),
    -- LACKING: sent again, and the server still lacks what it builds on. It is as long as WAITING and SENDING, so a
    -- change between them does not rewrite `bytes`
    state text not null
        check (state = 'WAITING' or state = 'SENDING' or state = 'LACKING' or state = 'REJECTED'),
    -- of a rejected one: the code and the cell or field that was wrong, as the server reported it
    rejection blob,
    -- a MAC of this device over `seq`, the group's id and `rejection`: no other program can mark a group as rejected
    rejection_tag blob,
    -- when it was queued once more, after a server that had accepted it was restored from an older backup; that it was,
    -- `resent_writes` says
    resent_at integer,
    -- then, which of its writes were shown, 2 bytes each: the others were superseded
    resent_writes blob,
    -- a MAC of this device over `seq`, `admin_signed`, `resent_writes` and `bytes`, which say the rest
    tag blob not null,
    bytes blob not null
) strict;

-- partial indexes: waiting groups are read in the order of `seq`, and an index over them would cost one more page with
-- every action
create index queue_sending on queue (group_id) where state = 'SENDING';
create index queue_refused on queue (group_id) where state = 'REJECTED';
create index queue_lacking on queue (group_id) where state = 'LACKING';

-- groups that the server has accepted or holds for a review, in that order and for thirty days: one that is restored
-- from an older backup gets them again
create table sent_groups (
    seq integer primary key,
    group_id blob not null check (length(group_id) = 16),
    action blob not null,
    name text not null,
    author blob not null,
    created_at integer not null,
    cells integer not null,
    admin_signed integer not null check (admin_signed between 0 and 1),
    sent_at integer not null,
    -- of what the erasure of a patient left of it: a MAC of this device over `group_id` and `bytes`
    tag blob,
    bytes blob not null
) strict;

-- rejected groups that a user discarded, until the server knows that it never accepts them
create table withdrawn (
    group_id blob primary key check (length(group_id) = 16),
    -- a MAC of this device over it
    tag blob not null
) strict, without rowid;

-- the rows that a group writes, and those that its writes change: a patient whose deletion it contests, a row whose
-- sibling versions it releases
create table queue_rows (
    entity integer not null,
    row_id blob not null,
    seq integer not null,
    patient blob,
    -- ids begin with the time: the new rows of one action lie on one page, whatever their entities
    primary key (row_id, entity, seq)
) strict, without rowid;

-- what the server last had of each of those rows, in which a page brought every change up to `seq`; nothing of a row
-- that the server does not have
create table shadow_rows (
    entity integer not null,
    row_id blob not null,
    seq integer not null,
    state blob not null,
    primary key (row_id, entity)
) strict, without rowid;

-- rows of other groups in the queue that a group names
create table queue_references (
    row_id blob not null,
    seq integer not null,
    primary key (row_id, seq)
) strict, without rowid;

create table admin_signed_actions (
    action blob primary key,
    name text not null,
    created_at integer not null,
    state text not null check (state = 'PENDING' or state = 'ACCEPTED' or state = 'REJECTED'),
    code text,
    -- the lines of the queue that are its groups
    first_line integer not null,
    last_line integer not null,
    -- the entry without its number in the chain
    audit blob,
    -- a MAC of this device over the action, its lines and its entry, while it waits
    tag blob not null
) strict, without rowid;

-- the last page that the server answered
create table push_chain (
    one integer primary key check (one = 1),
    number integer not null,
    hash blob not null,
    -- the head that its answer named, until the server is known to have it still
    head blob
) strict;

create table cell_siblings (
    entity integer not null,
    row_id blob not null,
    cell integer not null,
    clock blob not null,
    generation integer not null,
    state blob not null,
    primary key (entity, row_id, cell, clock, generation)
) strict, without rowid;

-- versions that the server lacks and this device has: it was restored from an older backup, or took a cell that nothing
-- proves in their place; they stay until it sends them, or until a user offers them again from this time on
create table lacking_versions (
    entity integer not null,
    row_id blob not null,
    cell integer not null,
    clock blob not null,
    offer_from integer not null,
    primary key (entity, row_id, cell, clock)
) strict, without rowid;

-- cells that a later version declared: stored and handed on
create table unknown_cells (
    entity integer not null,
    row_id blob not null,
    cell integer not null,
    patient blob,
    clock blob not null,
    generation integer not null,
    is_sibling integer not null check (is_sibling in (0, 1)),
    state blob not null,
    primary key (entity, row_id, cell, is_sibling, clock, generation)
) strict, without rowid;

create table quarantined (
    id integer primary key,
    entity integer not null,
    row_id blob not null,
    cell integer not null,
    patient blob,
    is_sibling integer not null check (is_sibling in (0, 1)),
    reason text not null,
    state blob not null,
    quarantined_at integer not null,
    -- from when on the server is asked for the row again
    fetch_at integer not null,
    unique (entity, row_id, cell, is_sibling, state)
) strict;

create index quarantined_by_patient on quarantined (patient, entity, row_id);

-- How many rows a patient has of each entity (their own row among them), and under an owner of zeros the clinic: each
-- entity's number (2 bytes) and count (4), then version and tag of a MAC of this device. A row that another program
-- took out of the file is told by it.
create table row_counts (
    owner blob primary key check (length(owner) = 16),
    counts blob not null
) strict, without rowid;

create table pull_position (
    one integer primary key check (one = 1),
    cursor blob,
    control_position integer not null default 0,
    -- a MAC of this device over both
    tag blob not null default x''
) strict;

create table control (
    number integer primary key,
    kind integer not null,
    item blob not null
) strict;

-- other devices, as the server last reported them
create table devices_last_seen (
    device_number integer primary key,
    at_us integer not null,
    version text,
    -- a MAC of this device over the three
    tag blob not null
) strict;

-- which computers have erased which patients, as the server last reported it
create table erasures_confirmed (
    device blob not null check (length(device) = 16),
    patient blob not null check (length(patient) = 16),
    -- a MAC of this device over both
    tag blob not null,
    primary key (device, patient)
) strict, without rowid;

-- what waits at the server for a review, as it was last listed; a group may be of several patients, or of none
create table reviews (
    group_id blob not null check (length(group_id) = 16),
    patient blob check (length(patient) = 16),
    -- a MAC of this device over both
    tag blob not null,
    unique (group_id, patient)
) strict;

create table scope (
    one integer primary key check (one = 1),
    users blob not null,
    compartments blob not null,
    -- those of them whose first download has ended
    complete blob not null default x'',
    -- whether everything is downloaded once more because rows were missing: what comes again then is not counted again
    restores_rows integer not null default 0 check (restores_rows in (0, 1)),
    -- a MAC of this device over the four
    tag blob not null default x''
) strict;

create table bootstraps (
    number integer primary key,
    token blob not null,
    -- a MAC of this device over both: while a first download runs, rows may be missing
    tag blob not null
) strict;

create table audit (
    device integer not null,
    number integer not null,
    at_us integer not null,
    user_id blob,
    session integer not null,
    -- whether the entry has the session's key
    opens integer not null check (opens in (0, 1)),
    -- where the session worked; null of one that worked at all facilities
    facility blob,
    action text not null,
    resource text not null,
    resource_id blob,
    patient blob,
    outcome text not null,
    severity text not null,
    retention_until_us integer not null,
    entry blob not null,
    primary key (device, number)
) strict, without rowid;

create index audit_opens on audit (device, session) where opens = 1;

-- the logs of this device under numbers that it had before, each to the last entry that the server acknowledged
create table former_audit_logs (
    device integer primary key,
    sent_number integer not null,
    -- when this device took another number: from then on the server may be one that was restored
    left_at integer not null
) strict;

-- logs that an admin accepted as they are up to an entry, although entries were lost: what they were then, and on what
-- the next entry follows
create table accepted_logs (
    device integer primary key,
    number integer not null,
    hash blob not null,
    -- over the entries up to that one
    digest blob not null,
    -- a MAC of this device over all of it
    tag blob not null
) strict;
-- queries walk the log backwards: another index would cost one more page with every action

-- reads of one patient by one user within ten minutes are one entry
create table read_log (
    user_id blob not null,
    patient blob not null,
    at_us integer not null,
    -- a MAC of this device over all of it
    tag blob not null,
    primary key (user_id, patient)
) strict, without rowid;

-- how far a series has been counted on this device, so that nothing that was given is given again: not the number of a
-- patient who was erased, either
create table counted (
    series text primary key,
    last integer not null
) strict, without rowid;

-- patients who were erased, and of whom free pages or the log of this file may still have something
create table unfinished_erasures (
    patient blob primary key check (length(patient) = 16)
) strict, without rowid;

create table drafts (
    author blob not null,
    entity integer not null,
    row_id blob not null,
    patient blob,
    saved_at integer not null,
    sealed blob not null,
    read_version blob not null,
    primary key (author, entity, row_id)
) strict, without rowid;

create table sign_in_tries (
    user_id blob primary key,
    failures integer not null,
    wait_ms integer not null,
    failed_wall_ms integer not null,
    failed_uptime_ms integer not null,
    failed_boot blob not null
) strict, without rowid;

-- numbers that this clinic gave out before it had a server
create table device_numbers (
    number integer primary key,
    given_at integer not null
) strict;

-- The clinic itself: one row, whose id is the tenant's.
create table tenants (
    id blob primary key check (length(id) = 16),
    tenant_id blob not null check (length(tenant_id) = 16),
    created_at integer,
    created_by blob,
    name text check (length(name) <= 255),
    slug text check (length(slug) <= 63),
    status text check (status = 'ACTIVE' or status = 'SUSPENDED' or status = 'DEMO'),
    recovery_recipient text check (length(recovery_recipient) <= 255),
    recovery_signing_key blob check (length(recovery_signing_key) <= 32),
    deleted_at integer,
    deleted_by blob,
    deleted_reason text
        check (
            deleted_reason = 'ENTERED_IN_ERROR'
            or deleted_reason = 'DUPLICATE'
            or deleted_reason = 'NO_LONGER_NEEDED'
            or deleted_reason = 'PATIENT_REQUEST'
            or deleted_reason = 'OTHER'
        ),
    updated_at integer,
    updated_by blob,
    cells blob not null,
    check (id = tenant_id),
    check ((created_at is null) = (created_by is null)),
    check (
        (name is null) = (slug is null)
        and (name is null) = (status is null)
        and (name is null) = (recovery_recipient is null)
    )
) strict;

-- Buildings, each with a time zone and a currency.
create table facilities (
    id blob primary key check (length(id) = 16),
    tenant_id blob not null check (length(tenant_id) = 16),
    created_at integer,
    created_by blob,
    name text check (length(name) <= 255),
    address text check (length(address) <= 4000),
    phone text check (length(phone) <= 50),
    licence_number text check (length(licence_number) <= 100),
    time_zone text check (length(time_zone) <= 64),
    currency text check (length(currency) <= 3),
    is_active integer check (is_active in (0, 1)),
    deleted_at integer,
    deleted_by blob,
    deleted_reason text
        check (
            deleted_reason = 'ENTERED_IN_ERROR'
            or deleted_reason = 'DUPLICATE'
            or deleted_reason = 'NO_LONGER_NEEDED'
            or deleted_reason = 'PATIENT_REQUEST'
            or deleted_reason = 'OTHER'
        ),
    updated_at integer,
    updated_by blob,
    cells blob not null,
    check ((created_at is null) = (created_by is null)),
    check ((time_zone is null) = (currency is null))
) strict;

-- Departments of a facility.
create table departments (
    id blob primary key check (length(id) = 16),
    tenant_id blob not null check (length(tenant_id) = 16),
    created_at integer,
    created_by blob,
    facility blob,
    name text check (length(name) <= 255),
    code text check (length(code) <= 50),
    is_active integer check (is_active in (0, 1)),
    deleted_at integer,
    deleted_by blob,
    deleted_reason text
        check (
            deleted_reason = 'ENTERED_IN_ERROR'
            or deleted_reason = 'DUPLICATE'
            or deleted_reason = 'NO_LONGER_NEEDED'
            or deleted_reason = 'PATIENT_REQUEST'
            or deleted_reason = 'OTHER'
        ),
    updated_at integer,
    updated_by blob,
    cells blob not null,
    foreign key (facility) references facilities deferrable initially deferred,
    check ((created_at is null) = (created_by is null)),
    check ((facility is null) = (name is null))
) strict;

create index departments_by_facility on departments (facility);

-- Rooms that can be booked.
create table rooms (
    id blob primary key check (length(id) = 16),
    tenant_id blob not null check (length(tenant_id) = 16),
    created_at integer,
    created_by blob,
    facility blob,
    name text check (length(name) <= 255),
    code text check (length(code) <= 50),
    is_active integer check (is_active in (0, 1)),
    deleted_at integer,
    deleted_by blob,
    deleted_reason text
        check (
            deleted_reason = 'ENTERED_IN_ERROR'
            or deleted_reason = 'DUPLICATE'
            or deleted_reason = 'NO_LONGER_NEEDED'
            or deleted_reason = 'PATIENT_REQUEST'
            or deleted_reason = 'OTHER'
        ),
    updated_at integer,
    updated_by blob,
    cells blob not null,
    foreign key (facility) references facilities deferrable initially deferred,
    check ((created_at is null) = (created_by is null)),
    check ((facility is null) = (name is null))
) strict;

create index rooms_by_facility on rooms (facility);

-- Users. Written online once there is a server, since only the server can guarantee that a user name is unique.
create table users (
    id blob primary key check (length(id) = 16),
    tenant_id blob not null check (length(tenant_id) = 16),
    created_at integer,
    created_by blob,
    username text check (length(username) <= 50),
    email text check (length(email) <= 255),
    first_name text check (length(first_name) <= 100),
    last_name text check (length(last_name) <= 100),
    email_verified integer check (email_verified in (0, 1)),
    department blob,
    facility blob,
    specialization text check (length(specialization) <= 100),
    shift_schedule text check (length(shift_schedule) <= 4000),
    is_active integer check (is_active in (0, 1)),
    public_key blob check (length(public_key) <= 32),
    signing_key blob check (length(signing_key) <= 32),
    wrapped_keys blob check (length(wrapped_keys) <= 512),
    kdf_salt blob check (length(kdf_salt) <= 16),
    kdf_memory_kib integer,
    kdf_passes integer,
    kdf_lanes integer,
    sign_in_hash blob check (length(sign_in_hash) <= 32),
    former_keys blob check (length(former_keys) <= 4096),
    staff_sealed blob,
    deleted_at integer,
    deleted_by blob,
    deleted_reason text
        check (
            deleted_reason = 'ENTERED_IN_ERROR'
            or deleted_reason = 'DUPLICATE'
            or deleted_reason = 'NO_LONGER_NEEDED'
            or deleted_reason = 'PATIENT_REQUEST'
            or deleted_reason = 'OTHER'
        ),
    deleted_sealed blob,
    updated_at integer,
    updated_by blob,
    cells blob not null,
    foreign key (department) references departments deferrable initially deferred,
    foreign key (facility) references facilities deferrable initially deferred,
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
) strict;

create index users_by_username on users (username);
create index users_by_email on users (email);
create index users_by_facility on users (facility);
create index users_by_department on users (department);
create index users_by_active on users (is_active);

-- Named lists of rights and compartments.
create table roles (
    id blob primary key check (length(id) = 16),
    tenant_id blob not null check (length(tenant_id) = 16),
    created_at integer,
    created_by blob,
    name text check (length(name) <= 100),
    description text check (length(description) <= 255),
    is_system integer check (is_system in (0, 1)),
    rights text check (length(rights) <= 8000),
    compartments text check (length(compartments) <= 255),
    deleted_at integer,
    deleted_by blob,
    deleted_reason text
        check (
            deleted_reason = 'ENTERED_IN_ERROR'
            or deleted_reason = 'DUPLICATE'
            or deleted_reason = 'NO_LONGER_NEEDED'
            or deleted_reason = 'PATIENT_REQUEST'
            or deleted_reason = 'OTHER'
        ),
    updated_at integer,
    updated_by blob,
    cells blob not null,
    check ((created_at is null) = (created_by is null)),
    check (
        (name is null) = (is_system is null)
        and (name is null) = (rights is null)
        and (name is null) = (compartments is null)
    )
) strict;

create index roles_by_name on roles (name);

-- The roles of users; a membership lasts until its row is deleted.
create table user_roles (
    id blob primary key check (length(id) = 16),
    tenant_id blob not null check (length(tenant_id) = 16),
    created_at integer,
    created_by blob,
    "user" blob,
    role blob,
    facility blob,
    deleted_at integer,
    deleted_by blob,
    deleted_reason text
        check (
            deleted_reason = 'ENTERED_IN_ERROR'
            or deleted_reason = 'DUPLICATE'
            or deleted_reason = 'NO_LONGER_NEEDED'
            or deleted_reason = 'PATIENT_REQUEST'
            or deleted_reason = 'OTHER'
        ),
    updated_at integer,
    updated_by blob,
    cells blob not null,
    foreign key ("user") references users deferrable initially deferred,
    foreign key (role) references roles deferrable initially deferred,
    foreign key (facility) references facilities deferrable initially deferred,
    check ((created_at is null) = (created_by is null)),
    check (("user" is null) = (role is null))
) strict;

create index user_roles_by_user on user_roles ("user");
create index user_roles_by_role on user_roles (role);
create index user_roles_by_facility on user_roles (facility) where facility is not null;

-- Codes that admins made for users; of a code its hash alone.
create table user_verifications (
    id blob primary key check (length(id) = 16),
    tenant_id blob not null check (length(tenant_id) = 16),
    created_at integer,
    created_by blob,
    "user" blob,
    kind text check (kind = 'ACTIVATION' or kind = 'PASSWORD_RESET' or kind = 'EMAIL'),
    email text check (length(email) <= 255),
    code_hash blob check (length(code_hash) <= 32),
    expires_at integer,
    kdf_salt blob check (length(kdf_salt) <= 16),
    cells blob not null,
    foreign key ("user") references users deferrable initially deferred,
    check ((created_at is null) = (created_by is null)),
    check (
        ("user" is null) = (kind is null)
        and ("user" is null) = (code_hash is null)
        and ("user" is null) = (expires_at is null)
    )
) strict;

create index user_verifications_by_user on user_verifications ("user");
create index user_verifications_by_email on user_verifications (email, kind);
create index user_verifications_by_expiry on user_verifications (expires_at);

-- The clinic's computers.
create table devices (
    id blob primary key check (length(id) = 16),
    tenant_id blob not null check (length(tenant_id) = 16),
    created_at integer,
    created_by blob,
    number integer,
    name text check (length(name) <= 255),
    public_key blob check (length(public_key) <= 32),
    exchange_key blob check (length(exchange_key) <= 32),
    enrolment_key blob check (length(enrolment_key) <= 32),
    enrolment_until integer,
    enrolment_signature blob check (length(enrolment_signature) <= 64),
    revoked_at integer,
    revoked_by blob,
    deleted_at integer,
    deleted_by blob,
    deleted_reason text
        check (
            deleted_reason = 'ENTERED_IN_ERROR'
            or deleted_reason = 'DUPLICATE'
            or deleted_reason = 'NO_LONGER_NEEDED'
            or deleted_reason = 'PATIENT_REQUEST'
            or deleted_reason = 'OTHER'
        ),
    updated_at integer,
    updated_by blob,
    cells blob not null,
    foreign key (revoked_by) references users deferrable initially deferred,
    check ((created_at is null) = (created_by is null)),
    check (
        (number is null) = (name is null)
        and (number is null) = (public_key is null)
        and (number is null) = (exchange_key is null)
    )
) strict;

create index devices_by_number on devices (number);
create index devices_by_revoked_by on devices (revoked_by);

-- Keys sealed to a user, a device or the recovery key; the recipient is one of several kinds, so it is a plain id.
create table key_grants (
    id blob primary key check (length(id) = 16),
    tenant_id blob not null check (length(tenant_id) = 16),
    created_at integer,
    created_by blob,
    kind text
        check (
            kind = 'CONTACT'
            or kind = 'CLINICAL'
            or kind = 'BILLING'
            or kind = 'STAFF'
            or kind = 'OPERATIONS'
            or kind = 'AUDIT'
            or kind = 'ROOT'
            or kind = 'CLINIC_SECRET'
        ),
    epoch integer,
    recipient_kind text check (recipient_kind = 'USER' or recipient_kind = 'DEVICE' or recipient_kind = 'RECOVERY'),
    recipient blob,
    sealed_key blob check (length(sealed_key) <= 4096),
    public_key blob check (length(public_key) <= 32),
    cells blob not null,
    check ((created_at is null) = (created_by is null)),
    check (
        (kind is null) = (epoch is null)
        and (kind is null) = (recipient_kind is null)
        and (kind is null) = (sealed_key is null)
    )
) strict;

create index key_grants_by_recipient on key_grants (recipient, kind, epoch);
create index key_grants_by_kind on key_grants (kind, epoch);

-- Settings of the clinic; the id is derived from the name, so each is one row.
create table settings (
    id blob primary key check (length(id) = 16),
    tenant_id blob not null check (length(tenant_id) = 16),
    created_at integer,
    created_by blob,
    name text check (length(name) <= 100),
    value text check (length(value) <= 4000),
    deleted_at integer,
    deleted_by blob,
    deleted_reason text
        check (
            deleted_reason = 'ENTERED_IN_ERROR'
            or deleted_reason = 'DUPLICATE'
            or deleted_reason = 'NO_LONGER_NEEDED'
            or deleted_reason = 'PATIENT_REQUEST'
            or deleted_reason = 'OTHER'
        ),
    updated_at integer,
    updated_by blob,
    cells blob not null,
    check ((created_at is null) = (created_by is null)),
    check ((name is null) = (value is null))
) strict;

create index settings_by_name on settings (name);

-- Templates for sections of notes.
create table note_templates (
    id blob primary key check (length(id) = 16),
    tenant_id blob not null check (length(tenant_id) = 16),
    created_at integer,
    created_by blob,
    name text check (length(name) <= 255),
    section text check (length(section) <= 20),
    text text check (length(text) <= 4000),
    is_active integer check (is_active in (0, 1)),
    deleted_at integer,
    deleted_by blob,
    deleted_reason text
        check (
            deleted_reason = 'ENTERED_IN_ERROR'
            or deleted_reason = 'DUPLICATE'
            or deleted_reason = 'NO_LONGER_NEEDED'
            or deleted_reason = 'PATIENT_REQUEST'
            or deleted_reason = 'OTHER'
        ),
    updated_at integer,
    updated_by blob,
    cells blob not null,
    check ((created_at is null) = (created_by is null)),
    check ((name is null) = (section is null)),
    check ((name is null) = (text is null))
) strict;

-- Fields that the clinic adds to its notes.
create table custom_fields (
    id blob primary key check (length(id) = 16),
    tenant_id blob not null check (length(tenant_id) = 16),
    created_at integer,
    created_by blob,
    label text check (length(label) <= 60),
    kind text
        check (kind = 'TEXT' or kind = 'NUMBER' or kind = 'DATE' or kind = 'CHOICE' or kind = 'YES_NO'),
    note_kind text
        check (
            note_kind = 'ADIME'
            or note_kind = 'SOAP'
            or note_kind = 'CONSULTATION'
            or note_kind = 'DIAGNOSIS'
            or note_kind = 'TREATMENT'
            or note_kind = 'PROGRESS'
            or note_kind = 'LETTER'
            or note_kind = 'FREE'
        ),
    options text check (length(options) <= 4000),
    is_active integer check (is_active in (0, 1)),
    deleted_at integer,
    deleted_by blob,
    deleted_reason text
        check (
            deleted_reason = 'ENTERED_IN_ERROR'
            or deleted_reason = 'DUPLICATE'
            or deleted_reason = 'NO_LONGER_NEEDED'
            or deleted_reason = 'PATIENT_REQUEST'
            or deleted_reason = 'OTHER'
        ),
    updated_at integer,
    updated_by blob,
    cells blob not null,
    check ((created_at is null) = (created_by is null)),
    check ((label is null) = (kind is null))
) strict;

-- Kinds of measurement of the clinic's own.
create table measurement_kinds (
    id blob primary key check (length(id) = 16),
    tenant_id blob not null check (length(tenant_id) = 16),
    created_at integer,
    created_by blob,
    name text check (length(name) <= 60),
    unit text check (length(unit) <= 20),
    decimals integer,
    lowest text,
    highest text,
    odd_below text,
    odd_above text,
    is_active integer check (is_active in (0, 1)),
    deleted_at integer,
    deleted_by blob,
    deleted_reason text
        check (
            deleted_reason = 'ENTERED_IN_ERROR'
            or deleted_reason = 'DUPLICATE'
            or deleted_reason = 'NO_LONGER_NEEDED'
            or deleted_reason = 'PATIENT_REQUEST'
            or deleted_reason = 'OTHER'
        ),
    updated_at integer,
    updated_by blob,
    cells blob not null,
    check ((created_at is null) = (created_by is null)),
    check ((name is null) = (decimals is null)),
    check ((lowest is null) = (highest is null))
) strict;

-- Supplements and tube feeds of the clinic, by what their labels say of 100 ml; they describe no patient.
create table nutrition_products (
    id blob primary key check (length(id) = 16),
    tenant_id blob not null check (length(tenant_id) = 16),
    created_at integer,
    created_by blob,
    name text check (length(name) <= 60),
    energy_kcal text,
    protein_g text,
    water_ml text,
    is_active integer check (is_active in (0, 1)),
    deleted_at integer,
    deleted_by blob,
    deleted_reason text
        check (
            deleted_reason = 'ENTERED_IN_ERROR'
            or deleted_reason = 'DUPLICATE'
            or deleted_reason = 'NO_LONGER_NEEDED'
            or deleted_reason = 'PATIENT_REQUEST'
            or deleted_reason = 'OTHER'
        ),
    updated_at integer,
    updated_by blob,
    cells blob not null,
    check ((created_at is null) = (created_by is null)),
    check (
        (name is null) = (energy_kcal is null)
        and (name is null) = (protein_g is null)
        and (name is null) = (water_ml is null)
    )
) strict;

-- Tables of exchanges of the clinic, each with its groups as a list; they describe no patient.
create table exchange_tables (
    id blob primary key check (length(id) = 16),
    tenant_id blob not null check (length(tenant_id) = 16),
    created_at integer,
    created_by blob,
    name text check (length(name) <= 60),
    exchange_groups text check (length(exchange_groups) <= 8000),
    is_active integer check (is_active in (0, 1)),
    deleted_at integer,
    deleted_by blob,
    deleted_reason text
        check (
            deleted_reason = 'ENTERED_IN_ERROR'
            or deleted_reason = 'DUPLICATE'
            or deleted_reason = 'NO_LONGER_NEEDED'
            or deleted_reason = 'PATIENT_REQUEST'
            or deleted_reason = 'OTHER'
        ),
    updated_at integer,
    updated_by blob,
    cells blob not null,
    check ((created_at is null) = (created_by is null)),
    check ((name is null) = (exchange_groups is null))
) strict;

-- Codes that insurers ask for on an invoice, from the clinic's own list.
create table claim_codes (
    id blob primary key check (length(id) = 16),
    tenant_id blob not null check (length(tenant_id) = 16),
    created_at integer,
    created_by blob,
    code text check (length(code) <= 20),
    name text check (length(name) <= 120),
    is_active integer check (is_active in (0, 1)),
    deleted_at integer,
    deleted_by blob,
    deleted_reason text
        check (
            deleted_reason = 'ENTERED_IN_ERROR'
            or deleted_reason = 'DUPLICATE'
            or deleted_reason = 'NO_LONGER_NEEDED'
            or deleted_reason = 'PATIENT_REQUEST'
            or deleted_reason = 'OTHER'
        ),
    updated_at integer,
    updated_by blob,
    cells blob not null,
    check ((created_at is null) = (created_by is null)),
    check ((code is null) = (name is null))
) strict;

-- The price list of the clinic: prices in the smallest unit of their currency, taxes in hundredths of a percent.
create table services (
    id blob primary key check (length(id) = 16),
    tenant_id blob not null check (length(tenant_id) = 16),
    created_at integer,
    created_by blob,
    code text check (length(code) <= 20),
    name text check (length(name) <= 120),
    price_minor integer,
    currency text check (length(currency) <= 3),
    tax_hundredths integer,
    is_active integer check (is_active in (0, 1)),
    deleted_at integer,
    deleted_by blob,
    deleted_reason text
        check (
            deleted_reason = 'ENTERED_IN_ERROR'
            or deleted_reason = 'DUPLICATE'
            or deleted_reason = 'NO_LONGER_NEEDED'
            or deleted_reason = 'PATIENT_REQUEST'
            or deleted_reason = 'OTHER'
        ),
    updated_at integer,
    updated_by blob,
    cells blob not null,
    check ((created_at is null) = (created_by is null)),
    check ((code is null) = (name is null)),
    check ((price_minor is null) = (currency is null) and (price_minor is null) = (tax_hundredths is null))
) strict;

-- Orders that erased patients, with their signers: the id is derived from the patient's, of whom nothing else is left.
create table erasures (
    id blob primary key check (length(id) = 16),
    tenant_id blob not null check (length(tenant_id) = 16),
    created_at integer,
    created_by blob,
    erased blob,
    reason text check (reason = 'PATIENT_REQUEST' or reason = 'RETENTION_ENDED' or reason = 'COURT_ORDER'),
    ordered_at integer,
    second_signer blob,
    second_signature blob check (length(second_signature) <= 64),
    cells blob not null,
    check ((created_at is null) = (created_by is null)),
    check (
        (erased is null) = (reason is null)
        and (erased is null) = (ordered_at is null)
        and (erased is null) = (second_signature is null)
    )
) strict;

-- Imports of lists of patients, each with how many lines it had.
create table patient_imports (
    id blob primary key check (length(id) = 16),
    tenant_id blob not null check (length(tenant_id) = 16),
    created_at integer,
    created_by blob,
    lines integer,
    cells blob not null,
    check ((created_at is null) = (created_by is null))
) strict;

-- Patients: identity and contact.
create table patients (
    id blob primary key check (length(id) = 16),
    tenant_id blob not null check (length(tenant_id) = 16),
    created_at integer,
    created_by blob,
    name_sealed blob,
    sex text check (sex = 'FEMALE' or sex = 'MALE' or sex = 'INTERSEX' or sex = 'UNKNOWN'),
    birth_sealed blob,
    dietitian blob,
    facility blob,
    status text
        check (
            status = 'ACTIVE'
            or status = 'INACTIVE'
            or status = 'DISCHARGED'
            or status = 'WAITLIST'
            or status = 'ON_HOLD'
        ),
    preferred_language text check (length(preferred_language) <= 35),
    contact_sealed blob,
    address_sealed blob,
    identifiers_sealed blob,
    file_number_blind blob check (length(file_number_blind) = 16),
    import blob,
    deleted_at integer,
    deleted_by blob,
    deleted_reason text
        check (
            deleted_reason = 'ENTERED_IN_ERROR'
            or deleted_reason = 'DUPLICATE'
            or deleted_reason = 'NO_LONGER_NEEDED'
            or deleted_reason = 'PATIENT_REQUEST'
            or deleted_reason = 'OTHER'
        ),
    deleted_sealed blob,
    updated_at integer,
    updated_by blob,
    cells blob not null,
    foreign key (dietitian) references users deferrable initially deferred,
    foreign key (facility) references facilities deferrable initially deferred,
    foreign key (import) references patient_imports deferrable initially deferred,
    check ((created_at is null) = (created_by is null)),
    check ((sex is null) = (birth_sealed is null))
) strict;

create index patients_by_dietitian on patients (dietitian) where dietitian is not null;
create index patients_by_facility on patients (facility) where facility is not null;
create index patients_by_status on patients (status);
create index patients_by_file_number on patients (file_number_blind);
create index patients_by_import on patients (import) where import is not null;
-- every action asks whether its patient is deleted, and few are
create index patients_deleted on patients (id) where deleted_at is not null;

-- Patients that open search indexes have yet to read again, the latest few thousand; an index further behind is
-- rebuilt.
create table patient_changes (
    -- the highest is always there, so none is given twice
    number integer primary key,
    patient blob not null
) strict;

-- Clinical profiles of patients: one row each.
create table patient_profiles (
    id blob primary key check (length(id) = 16),
    tenant_id blob not null check (length(tenant_id) = 16),
    created_at integer,
    created_by blob,
    patient blob not null,
    history_sealed blob,
    diet_sealed blob,
    remarks_sealed blob,
    gestation_sealed blob,
    parents_sealed blob,
    deleted_at integer,
    deleted_by blob,
    deleted_reason text
        check (
            deleted_reason = 'ENTERED_IN_ERROR'
            or deleted_reason = 'DUPLICATE'
            or deleted_reason = 'NO_LONGER_NEEDED'
            or deleted_reason = 'PATIENT_REQUEST'
            or deleted_reason = 'OTHER'
        ),
    deleted_sealed blob,
    updated_at integer,
    updated_by blob,
    cells blob not null,
    check ((created_at is null) = (created_by is null))
) strict;

create index patient_profiles_by_patient on patient_profiles (patient);

-- Emergency contacts.
create table emergency_contacts (
    id blob primary key check (length(id) = 16),
    tenant_id blob not null check (length(tenant_id) = 16),
    created_at integer,
    created_by blob,
    patient blob not null,
    relation text
        check (
            relation = 'SPOUSE'
            or relation = 'PARENT'
            or relation = 'CHILD'
            or relation = 'SIBLING'
            or relation = 'GUARDIAN'
            or relation = 'FRIEND'
            or relation = 'OTHER'
        ),
    person_sealed blob,
    deleted_at integer,
    deleted_by blob,
    deleted_reason text
        check (
            deleted_reason = 'ENTERED_IN_ERROR'
            or deleted_reason = 'DUPLICATE'
            or deleted_reason = 'NO_LONGER_NEEDED'
            or deleted_reason = 'PATIENT_REQUEST'
            or deleted_reason = 'OTHER'
        ),
    deleted_sealed blob,
    updated_at integer,
    updated_by blob,
    cells blob not null,
    foreign key (patient) references patients deferrable initially deferred,
    check ((created_at is null) = (created_by is null)),
    check ((relation is null) = (person_sealed is null))
) strict;

create index emergency_contacts_by_patient on emergency_contacts (patient);

-- Allergies and intolerances of patients.
create table allergies (
    id blob primary key check (length(id) = 16),
    tenant_id blob not null check (length(tenant_id) = 16),
    created_at integer,
    created_by blob,
    patient blob not null,
    severity text check (severity = 'MILD' or severity = 'MODERATE' or severity = 'SEVERE' or severity = 'UNKNOWN'),
    allergy_sealed blob,
    status text check (status = 'ACTIVE' or status = 'INACTIVE' or status = 'RESOLVED'),
    deleted_at integer,
    deleted_by blob,
    deleted_reason text
        check (
            deleted_reason = 'ENTERED_IN_ERROR'
            or deleted_reason = 'DUPLICATE'
            or deleted_reason = 'NO_LONGER_NEEDED'
            or deleted_reason = 'PATIENT_REQUEST'
            or deleted_reason = 'OTHER'
        ),
    deleted_sealed blob,
    updated_at integer,
    updated_by blob,
    cells blob not null,
    check ((created_at is null) = (created_by is null)),
    check ((severity is null) = (allergy_sealed is null))
) strict;

create index allergies_by_patient on allergies (patient);

-- Diseases and other states of health that last.
create table conditions (
    id blob primary key check (length(id) = 16),
    tenant_id blob not null check (length(tenant_id) = 16),
    created_at integer,
    created_by blob,
    patient blob not null,
    condition_sealed blob,
    status text check (status = 'ACTIVE' or status = 'REMISSION' or status = 'RESOLVED'),
    deleted_at integer,
    deleted_by blob,
    deleted_reason text
        check (
            deleted_reason = 'ENTERED_IN_ERROR'
            or deleted_reason = 'DUPLICATE'
            or deleted_reason = 'NO_LONGER_NEEDED'
            or deleted_reason = 'PATIENT_REQUEST'
            or deleted_reason = 'OTHER'
        ),
    deleted_sealed blob,
    updated_at integer,
    updated_by blob,
    cells blob not null,
    check ((created_at is null) = (created_by is null))
) strict;

create index conditions_by_patient on conditions (patient);

-- Medicines that patients take.
create table medications (
    id blob primary key check (length(id) = 16),
    tenant_id blob not null check (length(tenant_id) = 16),
    created_at integer,
    created_by blob,
    patient blob not null,
    medication_sealed blob,
    status text check (status = 'ACTIVE' or status = 'ON_HOLD' or status = 'STOPPED'),
    deleted_at integer,
    deleted_by blob,
    deleted_reason text
        check (
            deleted_reason = 'ENTERED_IN_ERROR'
            or deleted_reason = 'DUPLICATE'
            or deleted_reason = 'NO_LONGER_NEEDED'
            or deleted_reason = 'PATIENT_REQUEST'
            or deleted_reason = 'OTHER'
        ),
    deleted_sealed blob,
    updated_at integer,
    updated_by blob,
    cells blob not null,
    check ((created_at is null) = (created_by is null))
) strict;

create index medications_by_patient on medications (patient);

-- Lists that a patient was asked about and has no entry for.
create table none_known (
    id blob primary key check (length(id) = 16),
    tenant_id blob not null check (length(tenant_id) = 16),
    created_at integer,
    created_by blob,
    patient blob not null,
    answer_sealed blob,
    deleted_at integer,
    deleted_by blob,
    deleted_reason text
        check (
            deleted_reason = 'ENTERED_IN_ERROR'
            or deleted_reason = 'DUPLICATE'
            or deleted_reason = 'NO_LONGER_NEEDED'
            or deleted_reason = 'PATIENT_REQUEST'
            or deleted_reason = 'OTHER'
        ),
    deleted_sealed blob,
    updated_at integer,
    updated_by blob,
    cells blob not null,
    check ((created_at is null) = (created_by is null))
) strict;

create index none_known_by_patient on none_known (patient);

-- Pregnancies of patients; all that is known of one is sealed, its days too.
create table pregnancies (
    id blob primary key check (length(id) = 16),
    tenant_id blob not null check (length(tenant_id) = 16),
    created_at integer,
    created_by blob,
    patient blob not null,
    pregnancy_sealed blob,
    ending_sealed blob,
    breastfeeding_sealed blob,
    deleted_at integer,
    deleted_by blob,
    deleted_reason text
        check (
            deleted_reason = 'ENTERED_IN_ERROR'
            or deleted_reason = 'DUPLICATE'
            or deleted_reason = 'NO_LONGER_NEEDED'
            or deleted_reason = 'PATIENT_REQUEST'
            or deleted_reason = 'OTHER'
        ),
    deleted_sealed blob,
    updated_at integer,
    updated_by blob,
    cells blob not null,
    check ((created_at is null) = (created_by is null))
) strict;

create index pregnancies_by_patient on pregnancies (patient);

-- Stays of patients in the clinic; in which bed is sealed.
create table stays (
    id blob primary key check (length(id) = 16),
    tenant_id blob not null check (length(tenant_id) = 16),
    created_at integer,
    created_by blob,
    patient blob not null,
    department blob,
    room blob,
    bed_sealed blob,
    from_day integer,
    until_day integer,
    deleted_at integer,
    deleted_by blob,
    deleted_reason text
        check (
            deleted_reason = 'ENTERED_IN_ERROR'
            or deleted_reason = 'DUPLICATE'
            or deleted_reason = 'NO_LONGER_NEEDED'
            or deleted_reason = 'PATIENT_REQUEST'
            or deleted_reason = 'OTHER'
        ),
    deleted_sealed blob,
    updated_at integer,
    updated_by blob,
    cells blob not null,
    foreign key (department) references departments deferrable initially deferred,
    foreign key (room) references rooms deferrable initially deferred,
    check ((created_at is null) = (created_by is null))
) strict;

create index stays_by_patient on stays (patient);
create index stays_by_end on stays (until_day);
create index stays_by_department on stays (department) where department is not null;
create index stays_by_room on stays (room) where room is not null;

-- Accounts of patients at a portal; of a token only its hash is here. They come to every device, patients do not.
create table portal_accounts (
    id blob primary key check (length(id) = 16),
    tenant_id blob not null check (length(tenant_id) = 16),
    created_at integer,
    created_by blob,
    patient blob not null,
    status text check (status = 'INVITED' or status = 'ACTIVE' or status = 'SUSPENDED' or status = 'CLOSED'),
    activation_token blob check (length(activation_token) <= 32),
    verification_token blob check (length(verification_token) <= 32),
    invited_at integer,
    activated_at integer,
    last_access integer,
    shows_visits integer check (shows_visits in (0, 1)),
    shows_plans integer check (shows_plans in (0, 1)),
    shows_measurements integer check (shows_measurements in (0, 1)),
    shows_documents integer check (shows_documents in (0, 1)),
    deleted_at integer,
    deleted_by blob,
    deleted_reason text
        check (
            deleted_reason = 'ENTERED_IN_ERROR'
            or deleted_reason = 'DUPLICATE'
            or deleted_reason = 'NO_LONGER_NEEDED'
            or deleted_reason = 'PATIENT_REQUEST'
            or deleted_reason = 'OTHER'
        ),
    updated_at integer,
    updated_by blob,
    cells blob not null,
    check ((created_at is null) = (created_by is null)),
    check (
        (shows_visits is null) = (shows_plans is null)
        and (shows_visits is null) = (shows_measurements is null)
        and (shows_visits is null) = (shows_documents is null)
    )
) strict;

create index portal_accounts_by_patient on portal_accounts (patient, id);

create index portal_accounts_by_activation_token on portal_accounts (activation_token);

-- The calendar, without a patient and without a sealed field.
create table appointments (
    id blob primary key check (length(id) = 16),
    tenant_id blob not null check (length(tenant_id) = 16),
    created_at integer,
    created_by blob,
    facility blob,
    room blob,
    provider blob,
    starts integer,
    ends integer,
    status text
        check (
            status = 'SCHEDULED'
            or status = 'CONFIRMED'
            or status = 'ARRIVED'
            or status = 'IN_ROOM'
            or status = 'COMPLETED'
            or status = 'NO_SHOW'
            or status = 'CANCELLED'
        ),
    kind text check (length(kind) <= 50),
    mode text check (mode = 'IN_PERSON' or mode = 'PHONE' or mode = 'VIDEO' or mode = 'HOME'),
    series blob,
    seats integer,
    deleted_at integer,
    deleted_by blob,
    deleted_reason text
        check (
            deleted_reason = 'ENTERED_IN_ERROR'
            or deleted_reason = 'DUPLICATE'
            or deleted_reason = 'NO_LONGER_NEEDED'
            or deleted_reason = 'PATIENT_REQUEST'
            or deleted_reason = 'OTHER'
        ),
    updated_at integer,
    updated_by blob,
    cells blob not null,
    foreign key (facility) references facilities deferrable initially deferred,
    foreign key (room) references rooms deferrable initially deferred,
    foreign key (provider) references users deferrable initially deferred,
    check ((created_at is null) = (created_by is null)),
    check (
        (facility is null) = (provider is null)
        and (facility is null) = (starts is null)
        and (facility is null) = (ends is null)
    ),
    check ((kind is null) = (mode is null))
) strict;

create index appointments_by_provider on appointments (provider, starts);
create index appointments_by_start on appointments (starts);
create index appointments_by_status on appointments (status, starts);
create index appointments_by_room on appointments (room, starts);
create index appointments_by_facility on appointments (facility) where facility is not null;
create index appointments_by_kind on appointments (kind) where deleted_at is null;
create index appointments_by_series on appointments (series) where series is not null;

-- The attendees of an appointment: one row each.
create table appointment_patients (
    id blob primary key check (length(id) = 16),
    tenant_id blob not null check (length(tenant_id) = 16),
    created_at integer,
    created_by blob,
    patient blob not null,
    appointment blob,
    booking_sealed blob,
    attendance text
        check (
            attendance = 'EXPECTED'
            or attendance = 'ATTENDED'
            or attendance = 'ABSENT'
            or attendance = 'EXCUSED'
        ),
    deleted_at integer,
    deleted_by blob,
    deleted_reason text
        check (
            deleted_reason = 'ENTERED_IN_ERROR'
            or deleted_reason = 'DUPLICATE'
            or deleted_reason = 'NO_LONGER_NEEDED'
            or deleted_reason = 'PATIENT_REQUEST'
            or deleted_reason = 'OTHER'
        ),
    deleted_sealed blob,
    updated_at integer,
    updated_by blob,
    cells blob not null,
    foreign key (patient) references patients deferrable initially deferred,
    foreign key (appointment) references appointments deferrable initially deferred,
    check ((created_at is null) = (created_by is null)),
    check ((appointment is null) = (booking_sealed is null))
) strict;

create index appointment_patients_by_patient on appointment_patients (patient, appointment);
create index appointment_patients_by_appointment on appointment_patients (appointment);

-- How an appointment came to its status: one row for each patient who attends.
create table appointment_status_changes (
    id blob primary key check (length(id) = 16),
    tenant_id blob not null check (length(tenant_id) = 16),
    created_at integer,
    created_by blob,
    patient blob not null,
    appointment blob,
    from_status text
        check (
            from_status = 'SCHEDULED'
            or from_status = 'CONFIRMED'
            or from_status = 'ARRIVED'
            or from_status = 'IN_ROOM'
            or from_status = 'COMPLETED'
            or from_status = 'NO_SHOW'
            or from_status = 'CANCELLED'
        ),
    to_status text
        check (
            to_status = 'SCHEDULED'
            or to_status = 'CONFIRMED'
            or to_status = 'ARRIVED'
            or to_status = 'IN_ROOM'
            or to_status = 'COMPLETED'
            or to_status = 'NO_SHOW'
            or to_status = 'CANCELLED'
        ),
    at integer,
    reason_code text
        check (
            reason_code = 'PATIENT_REQUEST'
            or reason_code = 'CLINIC_REQUEST'
            or reason_code = 'ILLNESS'
            or reason_code = 'WEATHER'
            or reason_code = 'UNREACHABLE'
            or reason_code = 'CORRECTION'
            or reason_code = 'OTHER'
        ),
    change_sealed blob,
    cells blob not null,
    foreign key (patient) references patients deferrable initially deferred,
    foreign key (appointment) references appointments deferrable initially deferred,
    check ((created_at is null) = (created_by is null)),
    check (
        (appointment is null) = (to_status is null)
        and (appointment is null) = (at is null)
        and (appointment is null) = (change_sealed is null)
    )
) strict;

create index appointment_status_changes_by_appointment on appointment_status_changes (appointment, created_at);
create index appointment_status_changes_by_patient on appointment_status_changes (patient);

-- Files of one person: each of the two has a row of the merge, and of its undoing.
create table patient_links (
    id blob primary key check (length(id) = 16),
    tenant_id blob not null check (length(tenant_id) = 16),
    created_at integer,
    created_by blob,
    patient blob not null,
    merge blob,
    kind text check (kind = 'MERGED_INTO' or kind = 'TOOK_IN' or kind = 'PARTED'),
    other blob,
    link_sealed blob,
    cells blob not null,
    foreign key (patient) references patients deferrable initially deferred,
    foreign key (merge) references patient_links deferrable initially deferred,
    foreign key (other) references patients deferrable initially deferred,
    check ((created_at is null) = (created_by is null)),
    check (
        (merge is null) = (kind is null)
        and (merge is null) = (other is null)
        and (merge is null) = (link_sealed is null)
    )
) strict;

create index patient_links_by_patient on patient_links (patient);
create index patient_links_by_other on patient_links (other);
create index patient_links_by_merge on patient_links (merge);

-- Photos of patients: one row each.
create table patient_photos (
    id blob primary key check (length(id) = 16),
    tenant_id blob not null check (length(tenant_id) = 16),
    created_at integer,
    created_by blob,
    patient blob not null,
    photo_sealed blob,
    deleted_at integer,
    deleted_by blob,
    deleted_reason text
        check (
            deleted_reason = 'ENTERED_IN_ERROR'
            or deleted_reason = 'DUPLICATE'
            or deleted_reason = 'NO_LONGER_NEEDED'
            or deleted_reason = 'PATIENT_REQUEST'
            or deleted_reason = 'OTHER'
        ),
    deleted_sealed blob,
    updated_at integer,
    updated_by blob,
    cells blob not null,
    foreign key (patient) references patients deferrable initially deferred,
    check ((created_at is null) = (created_by is null))
) strict;

create index patient_photos_by_patient on patient_photos (patient, id);

-- Calls to patients and attempts.
create table phone_calls (
    id blob primary key check (length(id) = 16),
    tenant_id blob not null check (length(tenant_id) = 16),
    created_at integer,
    created_by blob,
    patient blob not null,
    purpose text check (purpose = 'FOLLOW_UP' or purpose = 'WAITING' or purpose = 'REMINDER'),
    at integer,
    result text check (result = 'REACHED' or result = 'NO_ANSWER' or result = 'DECLINED'),
    retry_on integer,
    call_sealed blob,
    cells blob not null,
    foreign key (patient) references patients deferrable initially deferred,
    check ((created_at is null) = (created_by is null)),
    check (
        (purpose is null) = (at is null)
        and (purpose is null) = (result is null)
        and (purpose is null) = (call_sealed is null)
    )
) strict;

create index phone_calls_by_patient on phone_calls (patient, purpose, at);

-- Times in which a provider is absent or a room is closed; why is sealed.
create table absences (
    id blob primary key check (length(id) = 16),
    tenant_id blob not null check (length(tenant_id) = 16),
    created_at integer,
    created_by blob,
    provider blob,
    room blob,
    starts integer,
    ends integer,
    cause_sealed blob,
    ended_at integer,
    deleted_at integer,
    deleted_by blob,
    deleted_reason text
        check (
            deleted_reason = 'ENTERED_IN_ERROR'
            or deleted_reason = 'DUPLICATE'
            or deleted_reason = 'NO_LONGER_NEEDED'
            or deleted_reason = 'PATIENT_REQUEST'
            or deleted_reason = 'OTHER'
        ),
    deleted_sealed blob,
    updated_at integer,
    updated_by blob,
    cells blob not null,
    foreign key (provider) references users deferrable initially deferred,
    foreign key (room) references rooms deferrable initially deferred,
    check ((created_at is null) = (created_by is null)),
    check ((starts is null) = (ends is null))
) strict;

create index absences_by_end on absences (ends);
create index absences_by_provider on absences (provider) where provider is not null;
create index absences_by_room on absences (room) where room is not null;

-- What users decided about two appointments that overlap.
create table clash_decisions (
    id blob primary key check (length(id) = 16),
    tenant_id blob not null check (length(tenant_id) = 16),
    created_at integer,
    created_by blob,
    appointment blob,
    other blob,
    version blob check (length(version) <= 12),
    other_version blob check (length(other_version) <= 12),
    shares_provider integer check (shares_provider in (0, 1)),
    shares_room integer check (shares_room in (0, 1)),
    shares_patient integer check (shares_patient in (0, 1)),
    choice text check (choice = 'KEEP' or choice = 'MOVE' or choice = 'CALL' or choice = 'REOPEN'),
    at integer,
    was_provider blob,
    was_room blob,
    was_starts integer,
    was_ends integer,
    cells blob not null,
    foreign key (appointment) references appointments deferrable initially deferred,
    foreign key (other) references appointments deferrable initially deferred,
    foreign key (was_provider) references users deferrable initially deferred,
    foreign key (was_room) references rooms deferrable initially deferred,
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
) strict;

create index clash_decisions_by_appointment on clash_decisions (appointment);
create index clash_decisions_by_other on clash_decisions (other);
create index clash_decisions_by_time on clash_decisions (at);
create index clash_decisions_by_former_provider on clash_decisions (was_provider) where was_provider is not null;
create index clash_decisions_by_former_room on clash_decisions (was_room) where was_room is not null;

-- Patients who wait for a time, and what times suit them; why they come is not among it.
create table waiting_list_entries (
    id blob primary key check (length(id) = 16),
    tenant_id blob not null check (length(tenant_id) = 16),
    created_at integer,
    created_by blob,
    patient blob not null,
    kind text check (length(kind) <= 50),
    provider blob,
    weekdays text check (length(weekdays) <= 50),
    from_time text check (length(from_time) <= 5),
    until_time text check (length(until_time) <= 5),
    from_day integer,
    until_day integer,
    since integer,
    request_sealed blob,
    outcome text check (outcome = 'BOOKED' or outcome = 'NO_LONGER_WANTED'),
    appointment blob,
    ended_at integer,
    ended_by blob,
    ending_sealed blob,
    deleted_at integer,
    deleted_by blob,
    deleted_reason text
        check (
            deleted_reason = 'ENTERED_IN_ERROR'
            or deleted_reason = 'DUPLICATE'
            or deleted_reason = 'NO_LONGER_NEEDED'
            or deleted_reason = 'PATIENT_REQUEST'
            or deleted_reason = 'OTHER'
        ),
    deleted_sealed blob,
    updated_at integer,
    updated_by blob,
    cells blob not null,
    foreign key (patient) references patients deferrable initially deferred,
    foreign key (provider) references users deferrable initially deferred,
    foreign key (appointment) references appointments deferrable initially deferred,
    foreign key (ended_by) references users deferrable initially deferred,
    check ((created_at is null) = (created_by is null)),
    check ((since is null) = (request_sealed is null))
) strict;

create index waiting_list_entries_by_patient on waiting_list_entries (patient);
create index waiting_list_entries_by_end on waiting_list_entries (ended_at);
create index waiting_list_entries_by_provider on waiting_list_entries (provider) where provider is not null;
create index waiting_list_entries_by_appointment on waiting_list_entries (appointment) where appointment is not null;
create index waiting_list_entries_by_ender on waiting_list_entries (ended_by) where ended_by is not null;

-- Times that an appointment left: it was cancelled, moved or shortened.
create table freed_slots (
    id blob primary key check (length(id) = 16),
    tenant_id blob not null check (length(tenant_id) = 16),
    created_at integer,
    created_by blob,
    appointment blob,
    cause text check (cause = 'CANCELLED' or cause = 'MOVED' or cause = 'SHORTENED'),
    provider blob,
    room blob,
    starts integer,
    ends integer,
    is_dismissed integer check (is_dismissed in (0, 1)),
    deleted_at integer,
    deleted_by blob,
    deleted_reason text
        check (
            deleted_reason = 'ENTERED_IN_ERROR'
            or deleted_reason = 'DUPLICATE'
            or deleted_reason = 'NO_LONGER_NEEDED'
            or deleted_reason = 'PATIENT_REQUEST'
            or deleted_reason = 'OTHER'
        ),
    updated_at integer,
    updated_by blob,
    cells blob not null,
    foreign key (appointment) references appointments deferrable initially deferred,
    foreign key (provider) references users deferrable initially deferred,
    foreign key (room) references rooms deferrable initially deferred,
    check ((created_at is null) = (created_by is null)),
    check (
        (appointment is null) = (cause is null)
        and (appointment is null) = (provider is null)
        and (appointment is null) = (starts is null)
        and (appointment is null) = (ends is null)
    )
) strict;

create index freed_slots_by_start on freed_slots (starts);
create index freed_slots_by_appointment on freed_slots (appointment);
create index freed_slots_by_provider on freed_slots (provider);
create index freed_slots_by_room on freed_slots (room) where room is not null;

-- What group sessions are about.
create table group_topics (
    id blob primary key check (length(id) = 16),
    tenant_id blob not null check (length(tenant_id) = 16),
    created_at integer,
    created_by blob,
    appointment blob,
    subject_sealed blob,
    deleted_at integer,
    deleted_by blob,
    deleted_reason text
        check (
            deleted_reason = 'ENTERED_IN_ERROR'
            or deleted_reason = 'DUPLICATE'
            or deleted_reason = 'NO_LONGER_NEEDED'
            or deleted_reason = 'PATIENT_REQUEST'
            or deleted_reason = 'OTHER'
        ),
    deleted_sealed blob,
    updated_at integer,
    updated_by blob,
    cells blob not null,
    foreign key (appointment) references appointments deferrable initially deferred,
    check ((created_at is null) = (created_by is null))
) strict;

create index group_topics_by_appointment on group_topics (appointment);

-- Encounters. Children name the patient too, and both must agree.
create table visits (
    id blob primary key check (length(id) = 16),
    tenant_id blob not null check (length(tenant_id) = 16),
    created_at integer,
    created_by blob,
    patient blob not null,
    provider blob,
    appointment blob,
    kind text check (kind = 'INITIAL' or kind = 'FOLLOW_UP' or kind = 'GROUP' or kind = 'PHONE'),
    started_at integer,
    ended_at integer,
    complaint_sealed blob,
    follow_up_required integer check (follow_up_required in (0, 1)),
    follow_up_date integer,
    outcome_sealed blob,
    deleted_at integer,
    deleted_by blob,
    deleted_reason text
        check (
            deleted_reason = 'ENTERED_IN_ERROR'
            or deleted_reason = 'DUPLICATE'
            or deleted_reason = 'NO_LONGER_NEEDED'
            or deleted_reason = 'PATIENT_REQUEST'
            or deleted_reason = 'OTHER'
        ),
    deleted_sealed blob,
    updated_at integer,
    updated_by blob,
    cells blob not null,
    unique (patient, id),
    foreign key (provider) references users deferrable initially deferred,
    foreign key (appointment) references appointments deferrable initially deferred,
    check ((created_at is null) = (created_by is null)),
    check (
        (provider is null) = (kind is null)
        and (provider is null) = (started_at is null)
    ),
    check ((follow_up_required is null) = (outcome_sealed is null))
) strict;

create index visits_by_patient on visits (patient, started_at);
create index visits_by_provider on visits (provider);
create index visits_by_start on visits (started_at);
create index visits_by_appointment on visits (appointment) where appointment is not null;

-- One reading each; without the value, which is sealed, kind and unit say nothing.
create table measurements (
    id blob primary key check (length(id) = 16),
    tenant_id blob not null check (length(tenant_id) = 16),
    created_at integer,
    created_by blob,
    patient blob not null,
    visit blob,
    kind text check (length(kind) <= 50),
    unit text check (length(unit) <= 20),
    measured_at integer,
    method text check (method = 'MEASURED' or method = 'REPORTED' or method = 'ESTIMATED' or method = 'DEVICE'),
    own_kind blob,
    reading_sealed blob,
    deleted_at integer,
    deleted_by blob,
    deleted_reason text
        check (
            deleted_reason = 'ENTERED_IN_ERROR'
            or deleted_reason = 'DUPLICATE'
            or deleted_reason = 'NO_LONGER_NEEDED'
            or deleted_reason = 'PATIENT_REQUEST'
            or deleted_reason = 'OTHER'
        ),
    deleted_sealed blob,
    updated_at integer,
    updated_by blob,
    cells blob not null,
    foreign key (patient, visit) references visits (patient, id) deferrable initially deferred,
    foreign key (own_kind) references measurement_kinds deferrable initially deferred,
    check ((created_at is null) = (created_by is null)),
    check (
        (kind is null) = (unit is null)
        and (kind is null) = (measured_at is null)
        and (kind is null) = (reading_sealed is null)
    )
) strict;

create index measurements_by_patient on measurements (patient, kind, measured_at);
create index measurements_by_own_kind on measurements (own_kind) where own_kind is not null;

-- Medical records of one visit or none.
create table notes (
    id blob primary key check (length(id) = 16),
    tenant_id blob not null check (length(tenant_id) = 16),
    created_at integer,
    created_by blob,
    patient blob not null,
    visit blob,
    kind text
        check (
            kind = 'ADIME'
            or kind = 'SOAP'
            or kind = 'CONSULTATION'
            or kind = 'DIAGNOSIS'
            or kind = 'TREATMENT'
            or kind = 'PROGRESS'
            or kind = 'LETTER'
            or kind = 'FREE'
        ),
    status text check (status in ('DRAFT', 'SIGNED')),
    version integer,
    signed_at integer,
    signed_by blob,
    template text check (length(template) <= 255),
    content_sealed blob,
    deleted_at integer,
    deleted_by blob,
    deleted_reason text
        check (
            deleted_reason = 'ENTERED_IN_ERROR'
            or deleted_reason = 'DUPLICATE'
            or deleted_reason = 'NO_LONGER_NEEDED'
            or deleted_reason = 'PATIENT_REQUEST'
            or deleted_reason = 'OTHER'
        ),
    deleted_sealed blob,
    updated_at integer,
    updated_by blob,
    cells blob not null,
    unique (patient, id),
    foreign key (patient, visit) references visits (patient, id) deferrable initially deferred,
    foreign key (signed_by) references users deferrable initially deferred,
    check ((created_at is null) = (created_by is null)),
    check (
        (kind is null) = (status is null)
        and (kind is null) = (version is null)
        and (kind is null) = (content_sealed is null)
    )
) strict;

create index notes_by_signed_by on notes (signed_by) where signed_by is not null;

-- Earlier versions of a note.
create table note_versions (
    id blob primary key check (length(id) = 16),
    tenant_id blob not null check (length(tenant_id) = 16),
    created_at integer,
    created_by blob,
    patient blob not null,
    note blob,
    version integer,
    content_sealed blob,
    cells blob not null,
    foreign key (patient, note) references notes (patient, id) deferrable initially deferred,
    check ((created_at is null) = (created_by is null)),
    check (
        (note is null) = (version is null)
        and (note is null) = (content_sealed is null)
    )
) strict;

create index note_versions_by_patient on note_versions (patient);

-- Additions to a signed note, which never changes.
create table addenda (
    id blob primary key check (length(id) = 16),
    tenant_id blob not null check (length(tenant_id) = 16),
    created_at integer,
    created_by blob,
    patient blob not null,
    note blob,
    content_sealed blob,
    cells blob not null,
    foreign key (patient, note) references notes (patient, id) deferrable initially deferred,
    check ((created_at is null) = (created_by is null)),
    check ((note is null) = (content_sealed is null))
) strict;

create index addenda_by_note on addenda (note, created_at);
create index addenda_by_patient on addenda (patient);

-- Signed notes that are void.
create table note_voids (
    id blob primary key check (length(id) = 16),
    tenant_id blob not null check (length(tenant_id) = 16),
    created_at integer,
    created_by blob,
    patient blob not null,
    note blob,
    annulment_sealed blob,
    cells blob not null,
    foreign key (patient, note) references notes (patient, id) deferrable initially deferred,
    check ((created_at is null) = (created_by is null)),
    check ((note is null) = (annulment_sealed is null))
) strict;

create index note_voids_by_note on note_voids (note, created_at);
create index note_voids_by_patient on note_voids (patient, created_at, id);

-- One screening each; which tool was chosen is sealed, too.
create table screenings (
    id blob primary key check (length(id) = 16),
    tenant_id blob not null check (length(tenant_id) = 16),
    created_at integer,
    created_by blob,
    patient blob not null,
    visit blob,
    screened_at integer,
    screening_sealed blob,
    deleted_at integer,
    deleted_by blob,
    deleted_reason text
        check (
            deleted_reason = 'ENTERED_IN_ERROR'
            or deleted_reason = 'DUPLICATE'
            or deleted_reason = 'NO_LONGER_NEEDED'
            or deleted_reason = 'PATIENT_REQUEST'
            or deleted_reason = 'OTHER'
        ),
    deleted_sealed blob,
    updated_at integer,
    updated_by blob,
    cells blob not null,
    foreign key (patient, visit) references visits (patient, id) deferrable initially deferred,
    check ((created_at is null) = (created_by is null)),
    check ((screened_at is null) = (screening_sealed is null))
) strict;

create index screenings_by_patient on screenings (patient, screened_at);

-- One estimate of energy each; which equation was chosen is sealed, too.
create table energy_estimates (
    id blob primary key check (length(id) = 16),
    tenant_id blob not null check (length(tenant_id) = 16),
    created_at integer,
    created_by blob,
    patient blob not null,
    visit blob,
    estimated_at integer,
    estimate_sealed blob,
    deleted_at integer,
    deleted_by blob,
    deleted_reason text
        check (
            deleted_reason = 'ENTERED_IN_ERROR'
            or deleted_reason = 'DUPLICATE'
            or deleted_reason = 'NO_LONGER_NEEDED'
            or deleted_reason = 'PATIENT_REQUEST'
            or deleted_reason = 'OTHER'
        ),
    deleted_sealed blob,
    updated_at integer,
    updated_by blob,
    cells blob not null,
    foreign key (patient, visit) references visits (patient, id) deferrable initially deferred,
    check ((created_at is null) = (created_by is null)),
    check ((estimated_at is null) = (estimate_sealed is null))
) strict;

create index energy_estimates_by_patient on energy_estimates (patient, estimated_at);

-- Problems of nutrition, each one sentence.
create table nutrition_diagnoses (
    id blob primary key check (length(id) = 16),
    tenant_id blob not null check (length(tenant_id) = 16),
    created_at integer,
    created_by blob,
    patient blob not null,
    diagnosis_sealed blob,
    status text check (status = 'ACTIVE' or status = 'RESOLVED'),
    deleted_at integer,
    deleted_by blob,
    deleted_reason text
        check (
            deleted_reason = 'ENTERED_IN_ERROR'
            or deleted_reason = 'DUPLICATE'
            or deleted_reason = 'NO_LONGER_NEEDED'
            or deleted_reason = 'PATIENT_REQUEST'
            or deleted_reason = 'OTHER'
        ),
    deleted_sealed blob,
    updated_at integer,
    updated_by blob,
    cells blob not null,
    check ((created_at is null) = (created_by is null))
) strict;

create index nutrition_diagnoses_by_patient on nutrition_diagnoses (patient);

-- Goals of patients; the problem of a goal is sealed, too.
create table goals (
    id blob primary key check (length(id) = 16),
    tenant_id blob not null check (length(tenant_id) = 16),
    created_at integer,
    created_by blob,
    patient blob not null,
    goal_sealed blob,
    measure text check (length(measure) <= 50),
    aim_sealed blob,
    due integer,
    progress_sealed blob,
    status text check (status = 'ACTIVE' or status = 'MET' or status = 'DROPPED'),
    deleted_at integer,
    deleted_by blob,
    deleted_reason text
        check (
            deleted_reason = 'ENTERED_IN_ERROR'
            or deleted_reason = 'DUPLICATE'
            or deleted_reason = 'NO_LONGER_NEEDED'
            or deleted_reason = 'PATIENT_REQUEST'
            or deleted_reason = 'OTHER'
        ),
    deleted_sealed blob,
    updated_at integer,
    updated_by blob,
    cells blob not null,
    check ((created_at is null) = (created_by is null))
) strict;

create index goals_by_patient on goals (patient);

-- Tasks of users for a patient, each with a due day.
create table tasks (
    id blob primary key check (length(id) = 16),
    tenant_id blob not null check (length(tenant_id) = 16),
    created_at integer,
    created_by blob,
    patient blob not null,
    task_sealed blob,
    due integer,
    owner blob,
    done_at integer,
    done_by blob,
    deleted_at integer,
    deleted_by blob,
    deleted_reason text
        check (
            deleted_reason = 'ENTERED_IN_ERROR'
            or deleted_reason = 'DUPLICATE'
            or deleted_reason = 'NO_LONGER_NEEDED'
            or deleted_reason = 'PATIENT_REQUEST'
            or deleted_reason = 'OTHER'
        ),
    deleted_sealed blob,
    updated_at integer,
    updated_by blob,
    cells blob not null,
    foreign key (owner) references users deferrable initially deferred,
    foreign key (done_by) references users deferrable initially deferred,
    check ((created_at is null) = (created_by is null))
) strict;

create index tasks_by_patient on tasks (patient);

-- Targets of one nutrient in a day, valid from a day on; the nutrient is sealed, too.
create table nutrient_targets (
    id blob primary key check (length(id) = 16),
    tenant_id blob not null check (length(tenant_id) = 16),
    created_at integer,
    created_by blob,
    patient blob not null,
    source text check (source = 'ESTIMATE' or source = 'DRI' or source = 'HAND'),
    start_day integer,
    target_sealed blob,
    end_day integer,
    deleted_at integer,
    deleted_by blob,
    deleted_reason text
        check (
            deleted_reason = 'ENTERED_IN_ERROR'
            or deleted_reason = 'DUPLICATE'
            or deleted_reason = 'NO_LONGER_NEEDED'
            or deleted_reason = 'PATIENT_REQUEST'
            or deleted_reason = 'OTHER'
        ),
    deleted_sealed blob,
    updated_at integer,
    updated_by blob,
    cells blob not null,
    check ((created_at is null) = (created_by is null)),
    check ((source is null) = (target_sealed is null)),
    check ((start_day is null) = (target_sealed is null))
) strict;

create index nutrient_targets_by_patient on nutrient_targets (patient);
create index tasks_by_owner on tasks (owner) where owner is not null;
create index tasks_by_done_by on tasks (done_by) where done_by is not null;

-- Consents that patients gave, each until it is withdrawn.
create table consents (
    id blob primary key check (length(id) = 16),
    tenant_id blob not null check (length(tenant_id) = 16),
    created_at integer,
    created_by blob,
    patient blob not null,
    signed_on integer,
    method text check (method = 'PAPER' or method = 'ELECTRONIC' or method = 'VERBAL'),
    consent_sealed blob,
    withdrawn_on integer,
    deleted_at integer,
    deleted_by blob,
    deleted_reason text
        check (
            deleted_reason = 'ENTERED_IN_ERROR'
            or deleted_reason = 'DUPLICATE'
            or deleted_reason = 'NO_LONGER_NEEDED'
            or deleted_reason = 'PATIENT_REQUEST'
            or deleted_reason = 'OTHER'
        ),
    deleted_sealed blob,
    updated_at integer,
    updated_by blob,
    cells blob not null,
    foreign key (patient) references patients deferrable initially deferred,
    check ((created_at is null) = (created_by is null)),
    check (
        (signed_on is null) = (method is null)
        and (signed_on is null) = (consent_sealed is null)
    )
) strict;

create index consents_by_patient on consents (patient, signed_on, id);

-- Insurance policies of patients; what they say is sealed.
create table insurance_policies (
    id blob primary key check (length(id) = 16),
    tenant_id blob not null check (length(tenant_id) = 16),
    created_at integer,
    created_by blob,
    patient blob not null,
    policy_sealed blob,
    holder_sealed blob,
    term_sealed blob,
    order_sealed blob,
    deleted_at integer,
    deleted_by blob,
    deleted_reason text
        check (
            deleted_reason = 'ENTERED_IN_ERROR'
            or deleted_reason = 'DUPLICATE'
            or deleted_reason = 'NO_LONGER_NEEDED'
            or deleted_reason = 'PATIENT_REQUEST'
            or deleted_reason = 'OTHER'
        ),
    deleted_sealed blob,
    updated_at integer,
    updated_by blob,
    cells blob not null,
    check ((created_at is null) = (created_by is null))
) strict;

create index insurance_policies_by_patient on insurance_policies (patient);

-- Who referred patients; what they say is sealed.
create table referrals (
    id blob primary key check (length(id) = 16),
    tenant_id blob not null check (length(tenant_id) = 16),
    created_at integer,
    created_by blob,
    patient blob not null,
    source_sealed blob,
    term_sealed blob,
    sessions_sealed blob,
    deleted_at integer,
    deleted_by blob,
    deleted_reason text
        check (
            deleted_reason = 'ENTERED_IN_ERROR'
            or deleted_reason = 'DUPLICATE'
            or deleted_reason = 'NO_LONGER_NEEDED'
            or deleted_reason = 'PATIENT_REQUEST'
            or deleted_reason = 'OTHER'
        ),
    deleted_sealed blob,
    updated_at integer,
    updated_by blob,
    cells blob not null,
    foreign key (patient) references patients deferrable initially deferred,
    check ((created_at is null) = (created_by is null))
) strict;

create index referrals_by_patient on referrals (patient);

-- Requests for a copy of a patient's records, and what became of them.
create table record_requests (
    id blob primary key check (length(id) = 16),
    tenant_id blob not null check (length(tenant_id) = 16),
    created_at integer,
    created_by blob,
    patient blob not null,
    asked_on integer,
    due_on integer,
    request_sealed blob,
    status text check (status = 'OPEN' or status = 'DONE' or status = 'REFUSED'),
    answered_at integer,
    answered_by blob,
    ending_sealed blob,
    deleted_at integer,
    deleted_by blob,
    deleted_reason text
        check (
            deleted_reason = 'ENTERED_IN_ERROR'
            or deleted_reason = 'DUPLICATE'
            or deleted_reason = 'NO_LONGER_NEEDED'
            or deleted_reason = 'PATIENT_REQUEST'
            or deleted_reason = 'OTHER'
        ),
    deleted_sealed blob,
    updated_at integer,
    updated_by blob,
    cells blob not null,
    foreign key (patient) references patients deferrable initially deferred,
    foreign key (answered_by) references users deferrable initially deferred,
    check ((created_at is null) = (created_by is null)),
    check ((asked_on is null) = (due_on is null) and (asked_on is null) = (request_sealed is null)),
    check ((status is null) = (ending_sealed is null))
) strict;

create index record_requests_by_patient on record_requests (patient);
create index record_requests_by_status on record_requests (status, due_on);
create index record_requests_by_closer on record_requests (answered_by) where answered_by is not null;

-- Users who care for a patient besides the assigned dietitian.
create table care_teams (
    id blob primary key check (length(id) = 16),
    tenant_id blob not null check (length(tenant_id) = 16),
    created_at integer,
    created_by blob,
    patient blob not null,
    "user" blob,
    member_sealed blob,
    term_sealed blob,
    deleted_at integer,
    deleted_by blob,
    deleted_reason text
        check (
            deleted_reason = 'ENTERED_IN_ERROR'
            or deleted_reason = 'DUPLICATE'
            or deleted_reason = 'NO_LONGER_NEEDED'
            or deleted_reason = 'PATIENT_REQUEST'
            or deleted_reason = 'OTHER'
        ),
    deleted_sealed blob,
    updated_at integer,
    updated_by blob,
    cells blob not null,
    foreign key (patient) references patients deferrable initially deferred,
    foreign key ("user") references users deferrable initially deferred,
    check ((created_at is null) = (created_by is null)),
    check (("user" is null) = (member_sealed is null))
) strict;

create index care_teams_by_patient on care_teams (patient);
create index care_teams_by_user on care_teams ("user");

-- The clinic's labels; their names are sealed.
create table tags (
    id blob primary key check (length(id) = 16),
    tenant_id blob not null check (length(tenant_id) = 16),
    created_at integer,
    created_by blob,
    label_sealed blob,
    colour text
        check (
            colour = 'GREY'
            or colour = 'BLUE'
            or colour = 'VIOLET'
            or colour = 'GREEN'
            or colour = 'AMBER'
            or colour = 'RED'
        ),
    is_active integer check (is_active in (0, 1)),
    deleted_at integer,
    deleted_by blob,
    deleted_reason text
        check (
            deleted_reason = 'ENTERED_IN_ERROR'
            or deleted_reason = 'DUPLICATE'
            or deleted_reason = 'NO_LONGER_NEEDED'
            or deleted_reason = 'PATIENT_REQUEST'
            or deleted_reason = 'OTHER'
        ),
    deleted_sealed blob,
    updated_at integer,
    updated_by blob,
    cells blob not null,
    check ((created_at is null) = (created_by is null))
) strict;

-- Which patient has or had which label; its id follows from both.
create table patient_tags (
    id blob primary key check (length(id) = 16),
    tenant_id blob not null check (length(tenant_id) = 16),
    created_at integer,
    created_by blob,
    patient blob not null,
    tag blob,
    state_sealed blob,
    deleted_at integer,
    deleted_by blob,
    deleted_reason text
        check (
            deleted_reason = 'ENTERED_IN_ERROR'
            or deleted_reason = 'DUPLICATE'
            or deleted_reason = 'NO_LONGER_NEEDED'
            or deleted_reason = 'PATIENT_REQUEST'
            or deleted_reason = 'OTHER'
        ),
    deleted_sealed blob,
    updated_at integer,
    updated_by blob,
    cells blob not null,
    foreign key (patient) references patients deferrable initially deferred,
    foreign key (tag) references tags deferrable initially deferred,
    check ((created_at is null) = (created_by is null))
) strict;

create index patient_tags_by_patient on patient_tags (patient);
create index patient_tags_by_tag on patient_tags (tag);

-- What was ordered from laboratories, and their sheets, each with the day on which it was collected.
create table lab_tests (
    id blob primary key check (length(id) = 16),
    tenant_id blob not null check (length(tenant_id) = 16),
    created_at integer,
    created_by blob,
    patient blob not null,
    visit blob,
    collected_on integer,
    sheet_sealed blob,
    status text check (status = 'ORDERED' or status = 'COLLECTED' or status = 'RESULTED' or status = 'CANCELLED'),
    course_sealed blob,
    ordered_by blob,
    ordered_at integer,
    wished_on integer,
    order_sealed blob,
    collected_at integer,
    collected_by blob,
    read_at integer,
    read_by blob,
    read_sum integer,
    deleted_at integer,
    deleted_by blob,
    deleted_reason text
        check (
            deleted_reason = 'ENTERED_IN_ERROR'
            or deleted_reason = 'DUPLICATE'
            or deleted_reason = 'NO_LONGER_NEEDED'
            or deleted_reason = 'PATIENT_REQUEST'
            or deleted_reason = 'OTHER'
        ),
    deleted_sealed blob,
    updated_at integer,
    updated_by blob,
    cells blob not null,
    unique (patient, id),
    foreign key (patient, visit) references visits (patient, id) deferrable initially deferred,
    foreign key (ordered_by) references users deferrable initially deferred,
    foreign key (collected_by) references users deferrable initially deferred,
    foreign key (read_by) references users deferrable initially deferred,
    check ((created_at is null) = (created_by is null)),
    check ((status is null) = (course_sealed is null))
) strict;

create index lab_tests_by_patient on lab_tests (patient, collected_on, id);
create index lab_tests_by_status on lab_tests (status, ordered_at);
create index lab_tests_by_ordered_by on lab_tests (ordered_by) where ordered_by is not null;
create index lab_tests_by_collected_by on lab_tests (collected_by) where collected_by is not null;
create index lab_tests_by_read_by on lab_tests (read_by) where read_by is not null;

-- One result of a sheet each; which test it is of is sealed, too.
create table lab_results (
    id blob primary key check (length(id) = 16),
    tenant_id blob not null check (length(tenant_id) = 16),
    created_at integer,
    created_by blob,
    patient blob not null,
    lab_test blob,
    result_sealed blob,
    deleted_at integer,
    deleted_by blob,
    deleted_reason text
        check (
            deleted_reason = 'ENTERED_IN_ERROR'
            or deleted_reason = 'DUPLICATE'
            or deleted_reason = 'NO_LONGER_NEEDED'
            or deleted_reason = 'PATIENT_REQUEST'
            or deleted_reason = 'OTHER'
        ),
    deleted_sealed blob,
    updated_at integer,
    updated_by blob,
    cells blob not null,
    foreign key (patient, lab_test) references lab_tests (patient, id) deferrable initially deferred,
    check ((created_at is null) = (created_by is null)),
    check ((lab_test is null) = (result_sealed is null))
) strict;

create index lab_results_by_patient on lab_results (patient);
create index lab_results_by_lab_test on lab_results (lab_test, deleted_at, updated_at, created_at);

-- Dietary recalls; the kind of a recall is sealed, too.
create table recalls (
    id blob primary key check (length(id) = 16),
    tenant_id blob not null check (length(tenant_id) = 16),
    created_at integer,
    created_by blob,
    patient blob not null,
    visit blob,
    taken_on integer,
    recall_sealed blob,
    typical_sealed blob,
    checklist_sealed blob,
    finished_at integer,
    finished_by blob,
    exchanges_sealed blob,
    deleted_at integer,
    deleted_by blob,
    deleted_reason text
        check (
            deleted_reason = 'ENTERED_IN_ERROR'
            or deleted_reason = 'DUPLICATE'
            or deleted_reason = 'NO_LONGER_NEEDED'
            or deleted_reason = 'PATIENT_REQUEST'
            or deleted_reason = 'OTHER'
        ),
    deleted_sealed blob,
    updated_at integer,
    updated_by blob,
    cells blob not null,
    unique (patient, id),
    foreign key (patient, visit) references visits (patient, id) deferrable initially deferred,
    foreign key (finished_by) references users deferrable initially deferred,
    check ((created_at is null) = (created_by is null)),
    check ((taken_on is null) = (recall_sealed is null))
) strict;

create index recalls_by_patient on recalls (patient, taken_on, id);
create index recalls_by_finished_by on recalls (finished_by) where finished_by is not null;

-- One food of a recall each; which one, how much and at which meal are sealed.
create table recall_items (
    id blob primary key check (length(id) = 16),
    tenant_id blob not null check (length(tenant_id) = 16),
    created_at integer,
    created_by blob,
    patient blob not null,
    recall blob,
    item_sealed blob,
    slot_sealed blob,
    deleted_at integer,
    deleted_by blob,
    deleted_reason text
        check (
            deleted_reason = 'ENTERED_IN_ERROR'
            or deleted_reason = 'DUPLICATE'
            or deleted_reason = 'NO_LONGER_NEEDED'
            or deleted_reason = 'PATIENT_REQUEST'
            or deleted_reason = 'OTHER'
        ),
    deleted_sealed blob,
    updated_at integer,
    updated_by blob,
    cells blob not null,
    foreign key (patient, recall) references recalls (patient, id) deferrable initially deferred,
    check ((created_at is null) = (created_by is null)),
    check ((recall is null) = (item_sealed is null))
) strict;

create index recall_items_by_patient on recall_items (patient);

-- Meal plans; the title and number of days are sealed.
create table meal_plans (
    id blob primary key check (length(id) = 16),
    tenant_id blob not null check (length(tenant_id) = 16),
    created_at integer,
    created_by blob,
    patient blob not null,
    visit blob,
    first_day integer,
    plan_sealed blob,
    aim_sealed blob,
    notes_sealed blob,
    given_at integer,
    given_by blob,
    course_sealed blob,
    exchanges_sealed blob,
    deleted_at integer,
    deleted_by blob,
    deleted_reason text
        check (
            deleted_reason = 'ENTERED_IN_ERROR'
            or deleted_reason = 'DUPLICATE'
            or deleted_reason = 'NO_LONGER_NEEDED'
            or deleted_reason = 'PATIENT_REQUEST'
            or deleted_reason = 'OTHER'
        ),
    deleted_sealed blob,
    updated_at integer,
    updated_by blob,
    cells blob not null,
    unique (patient, id),
    foreign key (patient, visit) references visits (patient, id) deferrable initially deferred,
    foreign key (given_by) references users deferrable initially deferred,
    check ((created_at is null) = (created_by is null)),
    check ((first_day is null) = (plan_sealed is null))
) strict;

create index meal_plans_by_patient on meal_plans (patient, first_day, id);
create index meal_plans_by_given_by on meal_plans (given_by) where given_by is not null;

-- One food of a meal plan each; which one, how much and at which meal are sealed.
create table meal_plan_items (
    id blob primary key check (length(id) = 16),
    tenant_id blob not null check (length(tenant_id) = 16),
    created_at integer,
    created_by blob,
    patient blob not null,
    meal_plan blob,
    item_sealed blob,
    slot_sealed blob,
    lock_sealed blob,
    deleted_at integer,
    deleted_by blob,
    deleted_reason text
        check (
            deleted_reason = 'ENTERED_IN_ERROR'
            or deleted_reason = 'DUPLICATE'
            or deleted_reason = 'NO_LONGER_NEEDED'
            or deleted_reason = 'PATIENT_REQUEST'
            or deleted_reason = 'OTHER'
        ),
    deleted_sealed blob,
    updated_at integer,
    updated_by blob,
    cells blob not null,
    foreign key (patient, meal_plan) references meal_plans (patient, id) deferrable initially deferred,
    check ((created_at is null) = (created_by is null)),
    check ((meal_plan is null) = (item_sealed is null))
) strict;

create index meal_plan_items_by_patient on meal_plan_items (patient);

-- Diet orders of patients on a ward; textures, supplements and tube feed are sealed.
create table diet_orders (
    id blob primary key check (length(id) = 16),
    tenant_id blob not null check (length(tenant_id) = 16),
    created_at integer,
    created_by blob,
    patient blob not null,
    started_at integer,
    order_sealed blob,
    ended_at integer,
    course_sealed blob,
    deleted_at integer,
    deleted_by blob,
    deleted_reason text
        check (
            deleted_reason = 'ENTERED_IN_ERROR'
            or deleted_reason = 'DUPLICATE'
            or deleted_reason = 'NO_LONGER_NEEDED'
            or deleted_reason = 'PATIENT_REQUEST'
            or deleted_reason = 'OTHER'
        ),
    deleted_sealed blob,
    updated_at integer,
    updated_by blob,
    cells blob not null,
    check ((created_at is null) = (created_by is null)),
    check ((started_at is null) = (order_sealed is null))
) strict;

create index diet_orders_by_patient on diet_orders (patient, started_at, id);

-- Dishes of the clinic, a row for each time that one was changed; all but whether they are used is sealed.
create table recipes (
    id blob primary key check (length(id) = 16),
    tenant_id blob not null check (length(tenant_id) = 16),
    created_at integer,
    created_by blob,
    recipe_sealed blob,
    is_active integer check (is_active in (0, 1)),
    deleted_at integer,
    deleted_by blob,
    deleted_reason text
        check (
            deleted_reason = 'ENTERED_IN_ERROR'
            or deleted_reason = 'DUPLICATE'
            or deleted_reason = 'NO_LONGER_NEEDED'
            or deleted_reason = 'PATIENT_REQUEST'
            or deleted_reason = 'OTHER'
        ),
    deleted_sealed blob,
    updated_at integer,
    updated_by blob,
    cells blob not null,
    check ((created_at is null) = (created_by is null))
) strict;

-- Foods of the clinic's own; all but whether they are used is sealed.
create table clinic_foods (
    id blob primary key check (length(id) = 16),
    tenant_id blob not null check (length(tenant_id) = 16),
    created_at integer,
    created_by blob,
    names_sealed blob,
    nutrients_sealed blob,
    measures_sealed blob,
    allergens_sealed blob,
    is_active integer check (is_active in (0, 1)),
    deleted_at integer,
    deleted_by blob,
    deleted_reason text
        check (
            deleted_reason = 'ENTERED_IN_ERROR'
            or deleted_reason = 'DUPLICATE'
            or deleted_reason = 'NO_LONGER_NEEDED'
            or deleted_reason = 'PATIENT_REQUEST'
            or deleted_reason = 'OTHER'
        ),
    deleted_sealed blob,
    updated_at integer,
    updated_by blob,
    cells blob not null,
    check ((created_at is null) = (created_by is null))
) strict;

-- The clinic's corrections of allergens in the built-in list of foods; the id is derived from the food's number.
create table allergen_corrections (
    id blob primary key check (length(id) = 16),
    tenant_id blob not null check (length(tenant_id) = 16),
    created_at integer,
    created_by blob,
    food text check (length(food) <= 20),
    allergens_sealed blob,
    deleted_at integer,
    deleted_by blob,
    deleted_reason text
        check (
            deleted_reason = 'ENTERED_IN_ERROR'
            or deleted_reason = 'DUPLICATE'
            or deleted_reason = 'NO_LONGER_NEEDED'
            or deleted_reason = 'PATIENT_REQUEST'
            or deleted_reason = 'OTHER'
        ),
    deleted_sealed blob,
    updated_at integer,
    updated_by blob,
    cells blob not null,
    check ((created_at is null) = (created_by is null))
) strict;

-- How the clinic gives a food to its patients; the id is derived from the food's number.
create table food_profiles (
    id blob primary key check (length(id) = 16),
    tenant_id blob not null check (length(tenant_id) = 16),
    created_at integer,
    created_by blob,
    food text check (length(food) <= 36),
    names_sealed blob,
    texture_sealed blob,
    deleted_at integer,
    deleted_by blob,
    deleted_reason text
        check (
            deleted_reason = 'ENTERED_IN_ERROR'
            or deleted_reason = 'DUPLICATE'
            or deleted_reason = 'NO_LONGER_NEEDED'
            or deleted_reason = 'PATIENT_REQUEST'
            or deleted_reason = 'OTHER'
        ),
    deleted_sealed blob,
    updated_at integer,
    updated_by blob,
    cells blob not null,
    check ((created_at is null) = (created_by is null))
) strict;

-- Types of appointments of the clinic, and what it changed of the program's; the id is derived from the code.
create table appointment_types (
    id blob primary key check (length(id) = 16),
    tenant_id blob not null check (length(tenant_id) = 16),
    created_at integer,
    created_by blob,
    code text check (length(code) <= 50),
    name text check (length(name) <= 60),
    minutes integer,
    mode text check (mode = 'IN_PERSON' or mode = 'PHONE' or mode = 'VIDEO' or mode = 'HOME'),
    seats integer,
    colour text
        check (
            colour = 'GREY'
            or colour = 'BLUE'
            or colour = 'VIOLET'
            or colour = 'GREEN'
            or colour = 'AMBER'
            or colour = 'RED'
        ),
    is_active integer check (is_active in (0, 1)),
    deleted_at integer,
    deleted_by blob,
    deleted_reason text
        check (
            deleted_reason = 'ENTERED_IN_ERROR'
            or deleted_reason = 'DUPLICATE'
            or deleted_reason = 'NO_LONGER_NEEDED'
            or deleted_reason = 'PATIENT_REQUEST'
            or deleted_reason = 'OTHER'
        ),
    updated_at integer,
    updated_by blob,
    cells blob not null,
    check ((created_at is null) = (created_by is null)),
    check ((minutes is null) = (mode is null))
) strict;

-- Leaflets of the clinic, each of them in one language; they describe no patient.
create table handouts (
    id blob primary key check (length(id) = 16),
    tenant_id blob not null check (length(tenant_id) = 16),
    created_at integer,
    created_by blob,
    leaflet blob,
    language text check (length(language) <= 3),
    title text check (length(title) <= 255),
    text text check (length(text) <= 8000),
    is_active integer check (is_active in (0, 1)),
    deleted_at integer,
    deleted_by blob,
    deleted_reason text
        check (
            deleted_reason = 'ENTERED_IN_ERROR'
            or deleted_reason = 'DUPLICATE'
            or deleted_reason = 'NO_LONGER_NEEDED'
            or deleted_reason = 'PATIENT_REQUEST'
            or deleted_reason = 'OTHER'
        ),
    updated_at integer,
    updated_by blob,
    cells blob not null,
    foreign key (leaflet) references handouts deferrable initially deferred,
    check ((created_at is null) = (created_by is null)),
    check ((title is null) = (text is null))
) strict;

create index handouts_by_leaflet on handouts (leaflet) where leaflet is not null;

-- Handouts that patients were given; the leaflet and its text at that time are sealed.
create table given_handouts (
    id blob primary key check (length(id) = 16),
    tenant_id blob not null check (length(tenant_id) = 16),
    created_at integer,
    created_by blob,
    patient blob not null,
    visit blob,
    given_at integer,
    giving_sealed blob,
    deleted_at integer,
    deleted_by blob,
    deleted_reason text
        check (
            deleted_reason = 'ENTERED_IN_ERROR'
            or deleted_reason = 'DUPLICATE'
            or deleted_reason = 'NO_LONGER_NEEDED'
            or deleted_reason = 'PATIENT_REQUEST'
            or deleted_reason = 'OTHER'
        ),
    deleted_sealed blob,
    updated_at integer,
    updated_by blob,
    cells blob not null,
    foreign key (patient, visit) references visits (patient, id) deferrable initially deferred,
    check ((created_at is null) = (created_by is null)),
    check ((given_at is null) = (giving_sealed is null))
) strict;

create index given_handouts_by_patient on given_handouts (patient, given_at, id);

-- Medicines that were ordered for a patient; which and how they are taken is sealed.
create table prescriptions (
    id blob primary key check (length(id) = 16),
    tenant_id blob not null check (length(tenant_id) = 16),
    created_at integer,
    created_by blob,
    patient blob not null,
    prescriber blob,
    visit blob,
    prescribed_on integer,
    valid_until integer,
    quantity integer,
    refills_allowed integer,
    order_sealed blob,
    status text check (status = 'ACTIVE' or status = 'COMPLETED' or status = 'STOPPED'),
    course_sealed blob,
    deleted_at integer,
    deleted_by blob,
    deleted_reason text
        check (
            deleted_reason = 'ENTERED_IN_ERROR'
            or deleted_reason = 'DUPLICATE'
            or deleted_reason = 'NO_LONGER_NEEDED'
            or deleted_reason = 'PATIENT_REQUEST'
            or deleted_reason = 'OTHER'
        ),
    deleted_sealed blob,
    updated_at integer,
    updated_by blob,
    cells blob not null,
    unique (patient, id),
    foreign key (prescriber) references users deferrable initially deferred,
    foreign key (patient, visit) references visits (patient, id) deferrable initially deferred,
    check ((created_at is null) = (created_by is null)),
    check (
        (prescriber is null) = (prescribed_on is null)
        and (prescriber is null) = (valid_until is null)
        and (prescriber is null) = (quantity is null)
        and (prescriber is null) = (refills_allowed is null)
        and (prescriber is null) = (order_sealed is null)
    )
) strict;

create index prescriptions_by_patient on prescriptions (patient, prescribed_on, id);
create index prescriptions_by_prescriber on prescriptions (prescriber);
create index prescriptions_by_status on prescriptions (status, valid_until);

-- Each time that a prescription was dispensed, and what of that was taken back.
create table dispensings (
    id blob primary key check (length(id) = 16),
    tenant_id blob not null check (length(tenant_id) = 16),
    created_at integer,
    created_by blob,
    patient blob not null,
    prescription blob,
    at integer,
    reverses blob,
    dispensing_sealed blob,
    cells blob not null,
    foreign key (patient, prescription) references prescriptions (patient, id) deferrable initially deferred,
    check ((created_at is null) = (created_by is null)),
    check ((prescription is null) = (at is null) and (prescription is null) = (dispensing_sealed is null))
) strict;

create index dispensings_by_patient on dispensings (patient, prescription, at);

-- What services would cost a patient until a day; the lines are sealed.
create table quotes (
    id blob primary key check (length(id) = 16),
    tenant_id blob not null check (length(tenant_id) = 16),
    created_at integer,
    created_by blob,
    patient blob not null,
    series integer,
    serial integer,
    letters text check (length(letters) <= 8),
    made_on integer,
    currency text check (length(currency) <= 3),
    valid_until integer,
    content_sealed blob,
    is_declined integer check (is_declined in (0, 1)),
    deleted_at integer,
    deleted_by blob,
    deleted_reason text
        check (
            deleted_reason = 'ENTERED_IN_ERROR'
            or deleted_reason = 'DUPLICATE'
            or deleted_reason = 'NO_LONGER_NEEDED'
            or deleted_reason = 'PATIENT_REQUEST'
            or deleted_reason = 'OTHER'
        ),
    deleted_sealed blob,
    updated_at integer,
    updated_by blob,
    cells blob not null,
    unique (patient, id),
    check ((created_at is null) = (created_by is null)),
    check (
        (series is null) = (serial is null)
        and (series is null) = (letters is null)
        and (series is null) = (made_on is null)
    ),
    check ((currency is null) = (valid_until is null) and (currency is null) = (content_sealed is null))
) strict;

create index quotes_by_serial on quotes (series, serial);
create index quotes_by_last_day on quotes (valid_until);

-- Invoices that are being written; their lines are sealed.
create table invoice_drafts (
    id blob primary key check (length(id) = 16),
    tenant_id blob not null check (length(tenant_id) = 16),
    created_at integer,
    created_by blob,
    patient blob not null,
    appointment blob,
    quote blob,
    currency text check (length(currency) <= 3),
    due_days integer,
    content_sealed blob,
    claim_sealed blob,
    deleted_at integer,
    deleted_by blob,
    deleted_reason text
        check (
            deleted_reason = 'ENTERED_IN_ERROR'
            or deleted_reason = 'DUPLICATE'
            or deleted_reason = 'NO_LONGER_NEEDED'
            or deleted_reason = 'PATIENT_REQUEST'
            or deleted_reason = 'OTHER'
        ),
    deleted_sealed blob,
    updated_at integer,
    updated_by blob,
    cells blob not null,
    unique (patient, id),
    foreign key (appointment) references appointments deferrable initially deferred,
    foreign key (patient, quote) references quotes (patient, id) deferrable initially deferred,
    check ((created_at is null) = (created_by is null)),
    check ((currency is null) = (due_days is null) and (currency is null) = (content_sealed is null))
) strict;

create index invoice_drafts_by_appointment on invoice_drafts (appointment) where appointment is not null;
create index invoice_drafts_by_quote on invoice_drafts (quote) where quote is not null;

-- Invoices as they were issued, each with its number in the series of a device.
create table invoices (
    id blob primary key check (length(id) = 16),
    tenant_id blob not null check (length(tenant_id) = 16),
    created_at integer,
    created_by blob,
    patient blob not null,
    draft blob,
    appointment blob,
    series integer,
    serial integer,
    letters text check (length(letters) <= 8),
    issued_on integer,
    due_on integer,
    currency text check (length(currency) <= 3),
    total_minor integer,
    quote blob,
    invoice_sealed blob,
    cells blob not null,
    unique (patient, id),
    foreign key (patient, draft) references invoice_drafts (patient, id) deferrable initially deferred,
    foreign key (appointment) references appointments deferrable initially deferred,
    foreign key (patient, quote) references quotes (patient, id) deferrable initially deferred,
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
) strict;

create index invoices_by_draft on invoices (draft);
create index invoices_by_appointment on invoices (appointment) where appointment is not null;
create index invoices_by_quote on invoices (quote) where quote is not null;
create index invoices_by_serial on invoices (series, serial);
create index invoices_by_issue on invoices (issued_on);

-- Invoices that are void.
create table invoice_voids (
    id blob primary key check (length(id) = 16),
    tenant_id blob not null check (length(tenant_id) = 16),
    created_at integer,
    created_by blob,
    patient blob not null,
    invoice blob,
    at integer,
    annulment_sealed blob,
    cells blob not null,
    foreign key (patient, invoice) references invoices (patient, id) deferrable initially deferred,
    check ((created_at is null) = (created_by is null)),
    check ((invoice is null) = (at is null) and (invoice is null) = (annulment_sealed is null))
) strict;

create index invoice_voids_by_patient on invoice_voids (patient, at, id);
create index invoice_voids_by_invoice on invoice_voids (invoice);

-- What was paid for invoices, and what was given back of it.
create table payments (
    id blob primary key check (length(id) = 16),
    tenant_id blob not null check (length(tenant_id) = 16),
    created_at integer,
    created_by blob,
    patient blob not null,
    invoice blob,
    at integer,
    method text check (method = 'CASH' or method = 'CARD' or method = 'TRANSFER'),
    amount_minor integer,
    refunds blob,
    payment_sealed blob,
    cells blob not null,
    foreign key (patient, invoice) references invoices (patient, id) deferrable initially deferred,
    check ((created_at is null) = (created_by is null)),
    check (
        (invoice is null) = (at is null)
        and (invoice is null) = (method is null)
        and (invoice is null) = (amount_minor is null)
        and (invoice is null) = (payment_sealed is null)
    )
) strict;

create index payments_by_patient on payments (patient, at, id);
create index payments_by_invoice on payments (invoice);
create index payments_by_time on payments (at);

-- What was counted of a day's payments.
create table cash_closings (
    id blob primary key check (length(id) = 16),
    tenant_id blob not null check (length(tenant_id) = 16),
    created_at integer,
    created_by blob,
    day integer,
    cashier blob,
    method text check (method = 'CASH' or method = 'CARD' or method = 'TRANSFER'),
    currency text check (length(currency) <= 3),
    at integer,
    expected_minor integer,
    counted_minor integer,
    closing_sealed blob,
    cells blob not null,
    foreign key (cashier) references users deferrable initially deferred,
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
) strict;

create index cash_closings_by_day on cash_closings (day, at);
create index cash_closings_by_cashier on cash_closings (cashier);

-- Sessions that patients bought in advance.
create table packages (
    id blob primary key check (length(id) = 16),
    tenant_id blob not null check (length(tenant_id) = 16),
    created_at integer,
    created_by blob,
    patient blob not null,
    draft blob,
    sale_sealed blob,
    content_sealed blob,
    deleted_at integer,
    deleted_by blob,
    deleted_reason text
        check (
            deleted_reason = 'ENTERED_IN_ERROR'
            or deleted_reason = 'DUPLICATE'
            or deleted_reason = 'NO_LONGER_NEEDED'
            or deleted_reason = 'PATIENT_REQUEST'
            or deleted_reason = 'OTHER'
        ),
    deleted_sealed blob,
    updated_at integer,
    updated_by blob,
    cells blob not null,
    unique (patient, id),
    foreign key (patient, draft) references invoice_drafts (patient, id) deferrable initially deferred,
    check ((created_at is null) = (created_by is null))
) strict;

create index packages_by_draft on packages (draft) where draft is not null;

-- Sessions of packages that were used, or given back.
create table package_uses (
    id blob primary key check (length(id) = 16),
    tenant_id blob not null check (length(tenant_id) = 16),
    created_at integer,
    created_by blob,
    patient blob not null,
    package blob,
    appointment blob,
    used_on integer,
    returns blob,
    usage_sealed blob,
    cells blob not null,
    foreign key (patient, package) references packages (patient, id) deferrable initially deferred,
    foreign key (appointment) references appointments deferrable initially deferred,
    check ((created_at is null) = (created_by is null)),
    check ((package is null) = (used_on is null) and (package is null) = (usage_sealed is null))
) strict;

create index package_uses_by_patient on package_uses (patient, id);
create index package_uses_by_package on package_uses (package);
create index package_uses_by_appointment on package_uses (appointment) where appointment is not null;
create index package_uses_by_return on package_uses (returns) where returns is not null;

-- Files of charts; name, kind, size and digest are sealed.
create table documents (
    id blob primary key check (length(id) = 16),
    tenant_id blob not null check (length(tenant_id) = 16),
    created_at integer,
    created_by blob,
    patient blob not null,
    label_sealed blob,
    file_sealed blob,
    filing text check (filing = 'TO_FILE' or filing = 'FILED'),
    filed_at integer,
    filed_by blob,
    deleted_at integer,
    deleted_by blob,
    deleted_reason text
        check (
            deleted_reason = 'ENTERED_IN_ERROR'
            or deleted_reason = 'DUPLICATE'
            or deleted_reason = 'NO_LONGER_NEEDED'
            or deleted_reason = 'PATIENT_REQUEST'
            or deleted_reason = 'OTHER'
        ),
    deleted_sealed blob,
    updated_at integer,
    updated_by blob,
    cells blob not null,
    unique (patient, id),
    foreign key (filed_by) references users deferrable initially deferred,
    check ((created_at is null) = (created_by is null))
) strict;

create index documents_by_filing on documents (filing);
create index documents_by_filer on documents (filed_by) where filed_by is not null;

-- Parts of them, each under an id that follows from its document's. What is counted stands before what is sealed.
create table document_chunks (
    id blob primary key check (length(id) = 16),
    tenant_id blob not null check (length(tenant_id) = 16),
    created_at integer,
    created_by blob,
    patient blob not null,
    document blob,
    part integer,
    chunk_sealed blob,
    cells blob not null,
    foreign key (patient, document) references documents (patient, id) deferrable initially deferred,
    check ((created_at is null) = (created_by is null)),
    check ((document is null) = (part is null) and (document is null) = (chunk_sealed is null))
) strict;

create index document_chunks_by_patient on document_chunks (patient, document, part, id);

-- Files of the front desk.
create table office_documents (
    id blob primary key check (length(id) = 16),
    tenant_id blob not null check (length(tenant_id) = 16),
    created_at integer,
    created_by blob,
    patient blob not null,
    label_sealed blob,
    file_sealed blob,
    filing text check (filing = 'TO_FILE' or filing = 'FILED'),
    filed_at integer,
    filed_by blob,
    deleted_at integer,
    deleted_by blob,
    deleted_reason text
        check (
            deleted_reason = 'ENTERED_IN_ERROR'
            or deleted_reason = 'DUPLICATE'
            or deleted_reason = 'NO_LONGER_NEEDED'
            or deleted_reason = 'PATIENT_REQUEST'
            or deleted_reason = 'OTHER'
        ),
    deleted_sealed blob,
    updated_at integer,
    updated_by blob,
    cells blob not null,
    unique (patient, id),
    foreign key (patient) references patients deferrable initially deferred,
    foreign key (filed_by) references users deferrable initially deferred,
    check ((created_at is null) = (created_by is null))
) strict;

create index office_documents_by_filing on office_documents (filing);
create index office_documents_by_filer on office_documents (filed_by) where filed_by is not null;

-- Parts of them.
create table office_document_chunks (
    id blob primary key check (length(id) = 16),
    tenant_id blob not null check (length(tenant_id) = 16),
    created_at integer,
    created_by blob,
    patient blob not null,
    document blob,
    part integer,
    chunk_sealed blob,
    cells blob not null,
    foreign key (patient) references patients deferrable initially deferred,
    foreign key (patient, document) references office_documents (patient, id) deferrable initially deferred,
    check ((created_at is null) = (created_by is null)),
    check ((document is null) = (part is null) and (document is null) = (chunk_sealed is null))
) strict;

create index office_document_chunks_by_patient on office_document_chunks (patient, document, part, id);

-- What the clinic itself paid for; the notes are sealed.
create table expenses (
    id blob primary key check (length(id) = 16),
    tenant_id blob not null check (length(tenant_id) = 16),
    created_at integer,
    created_by blob,
    spent_on integer,
    category text
        check (
            category = 'RENT'
            or category = 'WAGES'
            or category = 'SUPPLIES'
            or category = 'EQUIPMENT'
            or category = 'UTILITIES'
            or category = 'INSURANCE'
            or category = 'TRAVEL'
            or category = 'TRAINING'
            or category = 'TAXES'
            or category = 'OTHER'
        ),
    facility blob,
    method text check (method = 'CASH' or method = 'CARD' or method = 'TRANSFER'),
    amount_minor integer,
    currency text check (length(currency) <= 3),
    remark_sealed blob,
    deleted_at integer,
    deleted_by blob,
    deleted_reason text
        check (
            deleted_reason = 'ENTERED_IN_ERROR'
            or deleted_reason = 'DUPLICATE'
            or deleted_reason = 'NO_LONGER_NEEDED'
            or deleted_reason = 'PATIENT_REQUEST'
            or deleted_reason = 'OTHER'
        ),
    deleted_sealed blob,
    updated_at integer,
    updated_by blob,
    cells blob not null,
    foreign key (facility) references facilities deferrable initially deferred,
    check ((created_at is null) = (created_by is null)),
    check (
        (spent_on is null) = (category is null)
        and (spent_on is null) = (facility is null)
        and (spent_on is null) = (method is null)
        and (spent_on is null) = (amount_minor is null)
        and (spent_on is null) = (currency is null)
    )
) strict;

create index expenses_by_day on expenses (spent_on);
create index expenses_by_facility on expenses (facility);

-- Alerts within the clinic; what is the matter is sealed.
create table alerts (
    id blob primary key check (length(id) = 16),
    tenant_id blob not null check (length(tenant_id) = 16),
    created_at integer,
    created_by blob,
    kind text check (kind = 'MEDICAL' or kind = 'SECURITY' or kind = 'FIRE' or kind = 'OPERATIONAL'),
    priority text check (priority = 'LOW' or priority = 'MEDIUM' or priority = 'HIGH' or priority = 'CRITICAL'),
    facility blob,
    department blob,
    room blob,
    raised_at integer,
    expires_at integer,
    call_sealed blob,
    acknowledged_at integer,
    acknowledged_by blob,
    outcome text check (outcome in ('RESOLVED', 'CANCELLED')),
    ended_at integer,
    ended_by blob,
    ending_sealed blob,
    deleted_at integer,
    deleted_by blob,
    deleted_reason text
        check (
            deleted_reason = 'ENTERED_IN_ERROR'
            or deleted_reason = 'DUPLICATE'
            or deleted_reason = 'NO_LONGER_NEEDED'
            or deleted_reason = 'PATIENT_REQUEST'
            or deleted_reason = 'OTHER'
        ),
    deleted_sealed blob,
    updated_at integer,
    updated_by blob,
    cells blob not null,
    foreign key (facility) references facilities deferrable initially deferred,
    foreign key (department) references departments deferrable initially deferred,
    foreign key (room) references rooms deferrable initially deferred,
    foreign key (acknowledged_by) references users deferrable initially deferred,
    foreign key (ended_by) references users deferrable initially deferred,
    check ((created_at is null) = (created_by is null)),
    check (
        (kind is null) = (priority is null)
        and (kind is null) = (facility is null)
        and (kind is null) = (raised_at is null)
        and (kind is null) = (call_sealed is null)
    )
) strict;

create index alerts_by_outcome on alerts (outcome, raised_at);
create index alerts_by_time on alerts (raised_at);
create index alerts_by_facility on alerts (facility, department) where facility is not null;
create index alerts_by_department on alerts (department) where department is not null;
create index alerts_by_room on alerts (room) where room is not null;
create index alerts_by_acknowledged_by on alerts (acknowledged_by) where acknowledged_by is not null;
create index alerts_by_ended_by on alerts (ended_by) where ended_by is not null;

-- Each time that an alert went up by a level.
create table alert_escalations (
    id blob primary key check (length(id) = 16),
    tenant_id blob not null check (length(tenant_id) = 16),
    created_at integer,
    created_by blob,
    alert blob,
    from_level integer,
    to_level integer,
    reason text check (reason = 'TIMEOUT' or reason = 'NO_RESPONSE' or reason = 'MANUAL'),
    at integer,
    step_sealed blob,
    cells blob not null,
    foreign key (alert) references alerts deferrable initially deferred,
    check ((created_at is null) = (created_by is null)),
    check (
        (alert is null) = (from_level is null)
        and (alert is null) = (to_level is null)
        and (alert is null) = (reason is null)
        and (alert is null) = (at is null)
        and (alert is null) = (step_sealed is null)
    )
) strict;

create index alert_escalations_by_alert on alert_escalations (alert, at);

-- Decisions that drop equal siblings and write no cell; the row may be of any table.
create table conflict_resolutions (
    id blob primary key check (length(id) = 16),
    tenant_id blob not null check (length(tenant_id) = 16),
    created_at integer,
    created_by blob,
    entity integer,
    "row" blob,
    cell integer,
    kind text check (kind in ('EQUAL')),
    siblings blob check (length(siblings) <= 1200),
    cells blob not null,
    check ((created_at is null) = (created_by is null)),
    check (
        (entity is null) = ("row" is null)
        and (entity is null) = (cell is null)
        and (entity is null) = (kind is null)
        and (entity is null) = (siblings is null)
    )
) strict;

create index conflict_resolutions_by_row on conflict_resolutions (entity, "row");
