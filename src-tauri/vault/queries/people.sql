-- name: account
select id
from users
where (lower(username) = ?1 or lower(email) = ?2)
    and deleted_at is null
    and wrapped_keys is not null
order by lower(username) = ?1 desc

-- name: all_failed_attempts
select
    user_id,
    failures,
    wait_ms,
    failed_wall_ms,
    failed_uptime_ms,
    failed_boot
from sign_in_tries

-- name: codes_of_keys
select id
from user_verifications
where "user" = ?1
    and kdf_salt = ?2
    and kind != 'EMAIL'

-- name: codes_of_email
-- sent to one user
select t.*
from user_verifications as t
where t."user" = ?1
    and t.kind = 'EMAIL'
order by t.id

-- name: departments
select t.*
from users as t
order by t.id

-- name: device_ids
select id
from devices

-- name: devices
select t.*
from devices as t
where t.deleted_at is null
order by t.number

-- name: forget_failed_attempts
delete from sign_in_tries
where user_id = ?1

-- name: lock_screen
select
    users.id,
    users.username,
    users.first_name,
    users.last_name,
    coalesce(users.kdf_salt, x'')
from users
where users.deleted_at is null
    and users.is_active = 1
    and users.wrapped_keys is not null
    and users.username is not null
order by
    users.last_name,
    users.first_name,
    users.id

-- name: members_ever
-- those who have it no more among them
select t.*
from user_roles as t
where t.role = ?1
order by t.id

-- name: members_of
select t.*
from user_roles as t
where t.role = ?1
    and t.deleted_at is null
order by t.id

-- name: memberships_of
select t.*
from user_roles as t
where t.user = ?1
    and t.deleted_at is null
order by t.id

-- name: sign_ins
-- newest first
select entry
from audit
where action = 'sign in'
    and outcome = 'DONE'
    and user_id is not null
order by
    device desc,
    number desc

-- name: pending_codes
-- of the users who have chosen no password since
select t.*
from users
join user_verifications as t on t."user" = users.id
where t.kdf_salt = users.kdf_salt
    and t.kind != 'EMAIL'
    and users.deleted_at is null
order by t.id

-- name: set_failed_attempts
insert into sign_in_tries (user_id, failures, wait_ms, failed_wall_ms, failed_uptime_ms, failed_boot)
values (?1, ?2, ?3, ?4, ?5, ?6)
on conflict (user_id) do update
set
    failures = excluded.failures,
    wait_ms = excluded.wait_ms,
    failed_wall_ms = excluded.failed_wall_ms,
    failed_uptime_ms = excluded.failed_uptime_ms,
    failed_boot = excluded.failed_boot

-- name: user_named
select t.*
from users as t
where lower(t.username) = ?1
    and t.deleted_at is null
order by t.id
limit 1
