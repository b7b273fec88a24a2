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
    expires_at
)
values (
    $1,
    $2,
    now(),
    now() + make_interval(hours => $3)
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
    joined_at
)
values (
    $1,
    $2,
    0,
    $3,
    $4,
    $5,
    now()
)
on conflict (tenant_id) do nothing

-- name: resume_clinic
update feeds
set suspended_at = null
where tenant_id = $1

-- name: suspend_clinic
update feeds
set suspended_at = coalesce(suspended_at, now())
where tenant_id = $1

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
