-- name: connected_clinics
select
    tenant_id,
    name
from clinic_codes
where tenant_id is not null
order by used_at

-- name: empty_ended_invitations
update enrolments
set bundle = ''
where tenant_id = $1
    and (expires_at < now() or used_at is not null)
    and bundle <> ''

-- name: enter_by_code
select
    tenant_id,
    set_config('app.tenant', tenant_id::text, true)
from credentials
where secret_hash = $1
    and kind = 'enrolment'

-- name: end_first_push
update feeds
set first_push_ended_at = now()
where tenant_id = $1
    and first_push_ended_at is null

-- name: find_clinic
select
    head.root_key,
    founder.device_number,
    state.public_key
from feeds as head
left join founders as founder
    on founder.tenant_id = head.tenant_id
left join device_state as state
    on state.tenant_id = founder.tenant_id
    and state.device_number = founder.device_number
where head.tenant_id = $1

-- name: find_clinic_code
select
    used_at is not null as is_used,
    expires_at < now() as is_expired,
    first_push_bytes,
    tenant_id
from clinic_codes
where code_hash = $1
for update

-- name: find_invitation
select
    bundle,
    device_number,
    invited_by,
    used_at is not null as is_used,
    expires_at < now() as is_expired
from enrolments
where tenant_id = $1
    and find_hash = $2
for update

-- name: insert_clinic_code
insert into clinic_codes (
    code_hash,
    name,
    created_at,
    expires_at,
    first_push_bytes
)
values (
    $1,
    $2,
    now(),
    now() + make_interval(hours => $3),
    $4
)

-- name: insert_founder
insert into founders (
    tenant_id,
    user_id,
    signing_key,
    device_number
)
values (
    $1,
    $2,
    $3,
    $4
)

-- name: insert_invitation
insert into enrolments (
    tenant_id,
    find_hash,
    bundle,
    device_number,
    invited_by,
    created_at,
    expires_at
)
values (
    $1,
    $2,
    $3,
    $4,
    $5,
    now(),
    now() + make_interval(secs => $6)
)

-- name: open_clinic
insert into feeds (
    tenant_id,
    timeline,
    seq,
    history_mark,
    root_key,
    next_device_number,
    joined_at,
    first_push_bytes_left
)
values (
    $1,
    $2,
    0,
    $3,
    $4,
    $5,
    now(),
    $6
)
on conflict (tenant_id) do nothing

-- name: clinic_use
select
    head.suspended_at is not null as is_suspended,
    head.stored_bytes_max,
    head.hour_bytes_max,
    head.first_push_bytes_left,
    coalesce(used.stored_bytes, 0)::bigint as stored_bytes,
    coalesce(used.hour_bytes, 0)::bigint as hour_bytes,
    coalesce(review.bytes, 0)::bigint as review_bytes
from feeds as head
cross join lateral (
    select
        sum(stored_bytes) as stored_bytes,
        sum(hour_bytes) filter (where hour_from > now() - interval '1 hour') as hour_bytes
    from device_state
    where tenant_id = head.tenant_id
) as used
cross join lateral (
    select sum(octet_length(bytes)) as bytes
    from review_groups
    where tenant_id = head.tenant_id
        and state = 'waiting'
) as review
where head.tenant_id = $1

-- name: device_use
select
    device_number,
    stored_bytes,
    case when hour_from > now() - interval '1 hour' then hour_bytes else 0 end as hour_bytes
from device_state
where tenant_id = $1
    and public_key is not null
order by device_number

-- name: set_budget
update feeds
set
    stored_bytes_max = coalesce($2::bigint, stored_bytes_max),
    hour_bytes_max = coalesce($3::bigint, hour_bytes_max),
    first_push_bytes_left = coalesce($4::bigint, first_push_bytes_left)
where tenant_id = $1

-- name: resume_clinic
update feeds
set suspended_at = null
where tenant_id = $1

-- name: suspend_clinic
update feeds
set suspended_at = coalesce(suspended_at, now())
where tenant_id = $1

-- name: unused_within_an_hour
select count(*) as unused
from enrolments
where tenant_id = $1
    and used_at is null
    and created_at > now() - interval '1 hour'

-- name: use_clinic_code
update clinic_codes
set used_at = now(),
    tenant_id = $2
where code_hash = $1
    and used_at is null

-- name: use_invitation
update enrolments
set used_at = now(),
    bundle = ''
where tenant_id = $1
    and find_hash = $2
