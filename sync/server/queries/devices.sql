-- name: copy_users
insert into device_users (
    tenant_id,
    device_number,
    user_id,
    joined_at
)
select
    tenant_id,
    $3,
    user_id,
    now()
from device_users
where tenant_id = $1
    and device_number = $2

-- name: copy_former_numbers
update device_state as own
set former_numbers = before.former_numbers
from device_state as before
where own.tenant_id = $1
    and own.device_number = $3
    and before.tenant_id = $1
    and before.device_number = $2

-- name: current_scope
select
    coalesce(
        (
            select array_agg(joined.user_id order by joined.user_id)
            from device_users as joined
            join users as member
                on member.tenant_id = joined.tenant_id
                and member.id = joined.user_id
            where joined.tenant_id = $1
                and joined.device_number = $2
                and member.is_active
                and member.deleted_at is null
        ),
        '{}'
    ) as users,
    coalesce(
        (
            select array_agg(distinct key_grant.kind)
            from device_users as joined
            join users as member
                on member.tenant_id = joined.tenant_id
                and member.id = joined.user_id
            join key_grants as key_grant
                on key_grant.tenant_id = joined.tenant_id
                and key_grant.recipient = joined.user_id
            where joined.tenant_id = $1
                and joined.device_number = $2
                and member.is_active
                and member.deleted_at is null
                and key_grant.recipient_kind = 'USER'
                and key_grant.kind is not null
                -- a grant is never deleted; its effect ends with the role
                and exists (
                    select 1
                    from user_roles as membership
                    join roles as role
                        on role.tenant_id = membership.tenant_id
                        and role.id = membership.role
                    where membership.tenant_id = joined.tenant_id
                        and membership."user" = joined.user_id
                        and membership.deleted_at is null
                        and role.deleted_at is null
                        and lower(key_grant.kind) = any(string_to_array(role.compartments, ' '))
                )
        ),
        '{}'
    ) as kinds,
    sent.users as users_sent,
    sent.compartments as compartments_sent
from (select) as here
left join device_scopes as sent
    on sent.tenant_id = $1
    and sent.device_number = $2

-- name: delete_control
delete from control_items
where tenant_id = $1
    and device_number = $2
    and number <= $3

-- name: delete_control_of_kind
delete from control_items
where tenant_id = $1
    and device_number = $2
    and kind = $3

-- name: delete_expired_challenges
delete from challenges
where tenant_id = $1
    and device_number = $2
    and expires_at < now()

-- name: delete_expired_credentials
delete from credentials
where secret_hash in (
    select secret_hash
    from credentials
    where expires_at < now() - interval '1 hour'
    order by expires_at
    limit 100
)

-- name: delete_expired_tokens
with gone as (
    delete from device_tokens
    where tenant_id = $1
        and device_number = $2
        and expires_at < now()
    returning
        token_hash
)
delete from credentials
where secret_hash in (select token_hash from gone)

-- name: device_of_number
select
    device_id,
    public_key
from device_state
where tenant_id = $1
    and device_number = $2
for update

-- name: enter_by_token
with credential as materialized (
    select
        tenant_id,
        set_config('app.tenant', tenant_id::text, true)
    from credentials
    where secret_hash = $1
        and kind = 'token'
        and expires_at > now()
)

select
    holder.*
from credential
-- looked up once the credential has named its clinic, and never before
cross join lateral (
    select
        token.tenant_id,
        state.device_id,
        state.device_number,
        state.revoked_at is not null
            or device.revoked_at is not null
            or device.deleted_at is not null as is_revoked,
        feed.suspended_at is not null as is_suspended,
        extract(epoch from token.expires_at - now())::bigint as left_s
    from device_tokens as token
    join device_state as state
        on state.tenant_id = token.tenant_id
        and state.device_number = token.device_number
    join feeds as feed
        on feed.tenant_id = token.tenant_id
    left join devices as device
        on device.tenant_id = state.tenant_id
        and device.id = state.device_id
    where token.tenant_id = credential.tenant_id
        and token.token_hash = $1
        and token.expires_at > now()
    -- one lookup
    offset 0
) as holder

-- name: erasures_confirmed
select
    sender.device_id,
    entry.resource_id as patient
from audit_entries as entry
join device_state as sender
    on sender.tenant_id = entry.tenant_id
    and sender.device_number = entry.device_number
where entry.tenant_id = $1
    and entry.action = 'confirm erasure'
    and entry.resource_id is not null
    and sender.device_id is not null
group by sender.device_id, entry.resource_id
order by max(entry.received_at) desc
limit $2

-- name: find_key
select
    device.device_id,
    device.public_key,
    feed.suspended_at is not null as is_suspended
from device_state as device
join feeds as feed
    on feed.tenant_id = device.tenant_id
where device.tenant_id = $1
    and device.device_number = $2
    and device.public_key is not null

-- name: find_user
select
    signing_key,
    sign_in_hash,
    coalesce(is_active, false) and deleted_at is null as is_active
from users
where tenant_id = $1
    and id = $2

-- name: forget_history_marks
delete from feed_history as history
using feeds as head
where head.tenant_id = $1
    and history.tenant_id = head.tenant_id
    and history.timeline = head.timeline
    and history.seq < head.seq - $2::bigint

-- name: forget_rejected_groups
delete from groups
where tenant_id = $1
    and verdict = 'rejected'
    and code <> 'withdrawn'
    and decided_at < now() - make_interval(days => $2)

-- name: forget_last_seen_sent
update device_scopes
set last_seen_sent_at = null
where tenant_id = $1
    and device_number = $2

-- name: insert_challenge
insert into challenges (
    tenant_id,
    challenge,
    device_number,
    expires_at
)
values (
    $1,
    $2,
    $3,
    now() + make_interval(secs => $4)
)

-- name: insert_control_item
insert into control_items (
    tenant_id,
    device_number,
    number,
    kind,
    bytes,
    created_at
)
values (
    $1,
    $2,
    $3,
    $4,
    $5,
    now()
)

-- name: insert_credential
insert into credentials (
    secret_hash,
    kind,
    tenant_id,
    expires_at
)
values (
    $1,
    $2,
    $3,
    now() + make_interval(secs => $4)
)
on conflict (secret_hash) do nothing

-- name: insert_number
insert into device_state (
    tenant_id,
    device_number,
    created_at
)
values (
    $1,
    $2,
    now()
)

-- name: insert_numbers
insert into device_state (
    tenant_id,
    device_number,
    created_at
)
select distinct
    $1::uuid,
    number,
    now()
from unnest($2::bigint[]) as number

-- name: insert_token
insert into device_tokens (
    tenant_id,
    token_hash,
    device_number,
    created_at,
    expires_at
)
values (
    $1,
    $2,
    $3,
    now(),
    now() + make_interval(secs => $4)
)

-- name: join_user
insert into device_users (
    tenant_id,
    device_number,
    user_id,
    joined_at
)
values (
    $1,
    $2,
    $3,
    now()
)
on conflict (tenant_id, device_number, user_id) do nothing

-- name: last_seen_due
select
    control_number
from device_scopes
where tenant_id = $1
    and device_number = $2
    and (last_seen_sent_at is null or last_seen_sent_at < now() - make_interval(secs => $3))
for update

-- name: last_seen_of_others
select
    other.device_number,
    (extract(epoch from other.last_seen_at) * 1000000)::bigint as at_us,
    other.version,
    -- and shortly before: such a contact may not have been committed when the list was last sent
    own.last_seen_sent_at is null
        or other.last_seen_at > own.last_seen_sent_at - interval '10 seconds' as is_new
from device_scopes as own
join device_state as other
    on other.tenant_id = own.tenant_id
    and other.device_number <> own.device_number
where own.tenant_id = $1
    and own.device_number = $2
    and other.device_id is not null
    and other.last_seen_at is not null
order by other.last_seen_at desc
limit $3

-- name: lock_scope
select
    control_number,
    bootstrap_number
from device_scopes
where tenant_id = $1
    and device_number = $2
for update

-- name: note_last_seen
update device_state
set last_seen_at = now(),
    version = coalesce($3, version)
where tenant_id = $1
    and device_number = $2

-- name: note_last_seen_sent
update device_scopes
set control_number = $3,
    last_seen_sent_at = now()
where tenant_id = $1
    and device_number = $2

-- name: note_sign_in_failure
insert into sign_in_failures (
    tenant_id,
    user_id,
    device_number,
    failures,
    not_before
)
values (
    $1,
    $2,
    $3,
    $4,
    now() + make_interval(secs => $5)
)
on conflict (tenant_id, user_id, device_number) do update
set failures = excluded.failures,
    not_before = excluded.not_before

-- name: put_back_number
with used as (
    update feeds
    set next_device_number = greatest(next_device_number, $2::bigint + 1)
    where tenant_id = $1
)
insert into device_state (
    tenant_id,
    device_number,
    created_at
)
values (
    $1,
    $2,
    now()
)
on conflict (tenant_id, device_number) do nothing

-- name: register
update device_state
set device_id = $3,
    public_key = $4,
    last_seen_at = now()
where tenant_id = $1
    and device_number = $2
    and public_key is null

-- name: replaced_number
select
    device_number
from device_state
where tenant_id = $1
    and device_id = $2
    and public_key = $3
    and former_numbers @> $4::bigint[]
order by device_number desc
limit 1

-- name: reset_sign_in_failures
delete from sign_in_failures
where tenant_id = $1
    and user_id = $2
    and device_number = $3

-- name: rights_of_user
select
    role.rights
from user_roles as membership
join roles as role
    on role.tenant_id = membership.tenant_id
    and role.id = membership.role
where membership.tenant_id = $1
    and membership."user" = $2
    and membership.deleted_at is null
    and role.deleted_at is null
    and role.rights is not null

-- name: rights_on_device
select
    role.rights
from device_users as joined
join users as member
    on member.tenant_id = joined.tenant_id
    and member.id = joined.user_id
join user_roles as membership
    on membership.tenant_id = joined.tenant_id
    and membership."user" = joined.user_id
join roles as role
    on role.tenant_id = membership.tenant_id
    and role.id = membership.role
where joined.tenant_id = $1
    and joined.device_number = $2
    and member.is_active
    and member.deleted_at is null
    and membership.deleted_at is null
    and role.deleted_at is null
    and role.rights is not null

-- name: save_scope
insert into device_scopes (
    tenant_id,
    device_number,
    users,
    compartments,
    control_number,
    bootstrap_number
)
values (
    $1,
    $2,
    $3,
    $4,
    $5,
    $6
)
on conflict (tenant_id, device_number) do update
set users = excluded.users,
    compartments = excluded.compartments,
    control_number = excluded.control_number,
    bootstrap_number = excluded.bootstrap_number

-- name: set_former_numbers
update device_state
set former_numbers = $3
where tenant_id = $1
    and device_number = $2

-- name: sign_in_wait
select
    failures,
    greatest(0, ceil(extract(epoch from not_before - now())))::bigint as wait_s
from sign_in_failures
where tenant_id = $1
    and user_id = $2
    and device_number = $3
for update

-- name: take_challenge
delete from challenges
where tenant_id = $1
    and challenge = $2
    and device_number = $3
returning
    expires_at > now() as is_fresh

-- name: take_number
update feeds
-- above the number that the device claims to know, but at most 1,000 ahead: the claim is not proved
set next_device_number = 1 + greatest(next_device_number, least($2::bigint + 1, next_device_number + 1000))
where tenant_id = $1
returning
    next_device_number - 1 as device_number
