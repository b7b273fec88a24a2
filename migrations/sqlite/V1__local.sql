-- What one device keeps for itself: who it is, what waits to be sent, its audit chain, what could not be taken in.
-- The first of its kind: no older program may open the result.

create table vault_file (
    one integer primary key check (one = 1),
    -- names the entry of the key store
    id blob not null check (length(id) = 16),
    tenant blob not null check (length(tenant) = 16),
    -- the recovery key's public half and the first audit key, under the clinic's tag
    recovery text not null,
    audit_key blob not null check (length(audit_key) = 32),
    tag blob not null,
    -- over the connection below, or over there being none
    server_tag blob not null,
    created_at integer not null
) strict;

create table device (
    one integer primary key check (one = 1),
    id blob not null check (length(id) = 16),
    number integer not null,
    last_clock blob not null check (length(last_clock) = 12),
    -- what the server's clock shows more than this one
    clock_offset_ms integer not null default 0,
    audit_number integer not null default 0,
    audit_hash blob not null,
    audit_session integer not null default 0,
    -- the last entry that the server said it holds
    audit_sent_number integer not null default 0,
    audit_sent_hash blob,
    revoked_at integer
) strict;

-- absent while the clinic has no server
create table connection (
    one integer primary key check (one = 1),
    url text not null,
    ca_pem text,
    connected_at integer not null,
    contact_at integer
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
    -- the first two are as long as each other: what changes between them is written without the bytes
    state text not null check (state = 'WAITING' or state = 'SENDING' or state = 'REJECTED'),
    -- of a rejected one: the code and the place that was wrong, as the server told it
    rejection blob,
    bytes blob not null
) strict;

-- by id, once there is something to say about it: what waits is walked in the order of its making, and each index over
-- that would be one more page with every action
create index queue_sending on queue (group_id) where state = 'SENDING';
create index queue_refused on queue (group_id) where state = 'REJECTED';

-- the rows that a group writes, and what the server last had in the cells that it overwrote
create table queue_rows (
    entity integer not null,
    row_id blob not null,
    seq integer not null,
    patient blob,
    -- none for a row that the group made
    image blob,
    -- ids begin with the time: the new rows of one action lie on one page, whatever their entities
    primary key (row_id, entity, seq)
) strict, without rowid;

create table admin_signed_actions (
    action blob primary key,
    name text not null,
    created_at integer not null,
    state text not null check (state = 'PENDING' or state = 'ACCEPTED' or state = 'REJECTED'),
    code text,
    -- the entry without its place in the chain
    audit blob
) strict, without rowid;

-- the last page that was answered; the next one, once made, is what is being sent
create table push_chain (
    one integer primary key check (one = 1),
    number integer not null,
    hash blob not null
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

-- what a later version declared: kept and handed on
create table unknown_cells (
    entity integer not null,
    row_id blob not null,
    cell integer not null,
    patient blob,
    clock blob not null,
    generation integer not null,
    is_side integer not null check (is_side in (0, 1)),
    state blob not null,
    primary key (entity, row_id, cell, is_side, clock, generation)
) strict, without rowid;

create table quarantined (
    id integer primary key,
    entity integer not null,
    row_id blob not null,
    cell integer not null,
    patient blob,
    is_side integer not null check (is_side in (0, 1)),
    reason text not null,
    state blob not null,
    quarantined_at integer not null,
    unique (entity, row_id, cell, is_side, state)
) strict;

create table pull_position (
    one integer primary key check (one = 1),
    cursor blob,
    control_position integer not null default 0
) strict;

create table control (
    number integer primary key,
    kind integer not null,
    item blob not null
) strict;

-- other computers, as the server last told of them
create table devices_seen (
    device_number integer primary key,
    at_us integer not null,
    version text
) strict;

create table scope (
    one integer primary key check (one = 1),
    users blob not null,
    compartments blob not null
) strict;

create table bootstraps (
    number integer primary key,
    token blob not null
) strict;

create table audit (
    device integer not null,
    number integer not null,
    at_us integer not null,
    user_id blob,
    session integer not null,
    -- carries the session's key; whoever reads the session looks here first
    opens integer not null check (opens in (0, 1)),
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
-- whatever is asked of the trail walks it backwards: another index would be one more page with every action

-- reads of one patient by one user within ten minutes are one entry
create table read_log (
    user_id blob not null,
    patient blob not null,
    at_us integer not null,
    primary key (user_id, patient)
) strict, without rowid;

create table drafts (
    author blob not null,
    entity integer not null,
    row_id blob not null,
    patient blob,
    saved_at integer not null,
    sealed blob not null,
    seen blob not null,
    primary key (author, entity, row_id)
) strict, without rowid;

create table sign_in_tries (
    user_id blob primary key,
    failures integer not null,
    wait_ms integer not null,
    mark_wall_ms integer not null,
    mark_uptime_ms integer not null,
    mark_boot blob not null
) strict, without rowid;

-- numbers that this clinic gave out before it had a server
create table device_numbers (
    number integer primary key,
    given_at integer not null
) strict;
