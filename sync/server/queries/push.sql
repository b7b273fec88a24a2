-- name: accepted_admins
-- admins and users with new keys that the server accepted after the first push of the clinic had ended, with the time
with accepted as (
    select
        membership."user",
        min(accepted.decided_at) as at
    from user_roles as membership
    join groups as accepted
        on accepted.tenant_id = membership.tenant_id
        and accepted.seq = membership.seq
    where membership.tenant_id = $1
        and membership."user" = any($2)
        and membership.role = $3
        and membership.deleted_at is null
    group by membership."user"
    union all
    select
        user_id,
        accepted_at
    from user_keys
    where tenant_id = $1
        and user_id = any($2)
)

select
    accepted."user",
    (extract(epoch from max(accepted.at)) * 1000)::bigint as accepted_ms
from accepted
join feeds as head
    on head.tenant_id = $1
    and head.first_push_ended_at < accepted.at
group by accepted."user"

-- name: advance_head
with remembered as (
    insert into feed_history (
        tenant_id,
        timeline,
        seq,
        history_mark
    )
    values (
        $1,
        $2,
        $3,
        $4
    )
)

update feeds
set
    seq = $3,
    history_mark = $4,
    staff_stamp = greatest(staff_stamp, $5)
where tenant_id = $1

-- name: check_constraints
set constraints all immediate

-- name: defer_constraints
set constraints all deferred

-- name: device_chain
select
    own.push_number,
    own.push_hash,
    -- by the time of now, not that at which this transaction began
    extract(epoch from clock_timestamp() - own.pushed_at)::double precision as pushed_ago_s,
    own.revoked_at is not null
        or device.revoked_at is not null
        or device.deleted_at is not null as is_revoked,
    array(
        select
            other.device_number
        from device_state as other
        where other.tenant_id = own.tenant_id
            and (
                other.device_number = own.device_number
                or other.public_key = own.public_key
                or other.device_id = own.device_id
                or other.device_number = any(own.former_numbers)
                -- given out before the clinic had a server, to a former device
                or other.public_key is null
                    -- but for those that wait for a device with a code
                    and not exists (
                        select 1
                        from enrolments as invited
                        where invited.tenant_id = other.tenant_id
                            and invited.device_number = other.device_number
                    )
                -- an admin joined it without a code: a backup, with the queue of its original
                or other.device_number < own.device_number
                    and exists (
                        select 1
                        from devices as restored
                        where restored.tenant_id = own.tenant_id
                            and restored.id = own.device_id
                            and restored.enrolment_key is null
                    )
            )
        order by other.device_number
    ) as numbers,
    array(
        select
            other.device_number
        from device_state as other
        where other.tenant_id = own.tenant_id
            and (
                other.device_number = own.device_number
                or other.public_key = own.public_key
                or other.device_id = own.device_id
            )
    ) as own_numbers,
    head.first_push_ended_at is not null as has_ended_first_push,
    used.device_stored_bytes,
    used.device_hour_bytes,
    used.device_hour_left_s,
    used.stored_bytes,
    used.hour_bytes,
    used.hour_left_s,
    head.stored_bytes_max,
    head.hour_bytes_max,
    case
        when founder.device_number = own.device_number then head.first_push_bytes_left
        else 0
    end as first_push_bytes_left,
    exists (
        select 1
        from cell_siblings
        where tenant_id = $1
    )
    or exists (
        select 1
        from unknown_cells
        where tenant_id = $1
    ) as has_siblings_or_unknown,
    exists (
        select 1
        from review_groups
        where tenant_id = $1
            and state = 'waiting'
    ) as has_reviews
from device_state as own
join feeds as head
    on head.tenant_id = own.tenant_id
left join founders as founder
    on founder.tenant_id = own.tenant_id
left join devices as device
    on device.tenant_id = own.tenant_id
    and device.id = own.device_id
cross join lateral (
    select
        coalesce(sum(each.stored_bytes), 0)::bigint as stored_bytes,
        coalesce(sum(each.hour_bytes), 0)::bigint as hour_bytes,
        coalesce(min(each.left_s), 0)::bigint as hour_left_s,
        coalesce(sum(each.stored_bytes) filter (where each.is_own), 0)::bigint as device_stored_bytes,
        coalesce(sum(each.hour_bytes) filter (where each.is_own), 0)::bigint as device_hour_bytes,
        coalesce(min(each.left_s) filter (where each.is_own), 0)::bigint as device_hour_left_s
    from (
        select
            other.stored_bytes,
            case when hour.is_running then other.hour_bytes end as hour_bytes,
            case when hour.is_running then hour.left_s end as left_s,
            -- a device is one device, whatever numbers it has taken
            other.device_number = own.device_number
                or other.public_key is not distinct from own.public_key
                    and own.public_key is not null
                or other.device_id is not distinct from own.device_id
                    and own.device_id is not null as is_own
        from device_state as other
        cross join lateral (
            select
                coalesce(other.hour_from > now() - interval '1 hour', false) as is_running,
                ceil(extract(epoch from other.hour_from + interval '1 hour' - now())) as left_s
        ) as hour
        where other.tenant_id = own.tenant_id
    ) as each
) as used
where own.tenant_id = $1
    and own.device_number = $2

-- name: insert_groups
with chained as (
    update device_state
    set
        -- null where the chain does not move
        push_number = coalesce($9::bigint, push_number),
        push_hash = coalesce($10, push_hash),
        pushed_at = case when $9::bigint is null then pushed_at else clock_timestamp() end,
        last_seen_at = now(),
        stored_bytes = stored_bytes + $12::bigint,
        hour_bytes = $13::bigint + case
            when hour_from > now() - interval '1 hour' then hour_bytes
            else 0
        end,
        hour_from = case
            when hour_from > now() - interval '1 hour' then hour_from
            else now()
        end
    where tenant_id = $1
        and device_number = $2
),

allowed as (
    update feeds
    set first_push_bytes_left = greatest(first_push_bytes_left - $14::bigint, 0)
    where tenant_id = $1
        and $14::bigint > 0
)

insert into groups (
    tenant_id,
    group_id,
    group_hash,
    device_number,
    author,
    verdict,
    code,
    seq,
    decided_at,
    rows,
    rows_bytes,
    rejection
)
select
    $1,
    new.group_id,
    new.group_hash,
    $2,
    new.author,
    case when new.code is null then 'accepted' else 'rejected' end,
    new.code,
    new.seq,
    now(),
    new.rows,
    new.rows_bytes,
    new.rejection
from unnest(
    $3::uuid[],
    $4::bytea[],
    $5::uuid[],
    $6::text[],
    $7::bigint[],
    $8::bytea[],
    $15::bigint[],
    $11::bytea[]
) as new (group_id, group_hash, author, code, seq, rows, rows_bytes, rejection)
-- a rejected group that is judged anew; a policy keeps an accepted one as it is
on conflict (tenant_id, group_id) do update
set
    device_number = excluded.device_number,
    verdict = excluded.verdict,
    code = excluded.code,
    seq = excluded.seq,
    decided_at = excluded.decided_at,
    rows = excluded.rows,
    rows_bytes = excluded.rows_bytes,
    rejection = excluded.rejection

-- name: known_groups
select
    g.group_id,
    g.group_hash,
    g.rejection,
    g.seq
from unnest($2::uuid[]) as wanted (group_id)
cross join lateral (
    select *
    from groups
    where tenant_id = $1
        and group_id = wanted.group_id
    -- one lookup each
    offset 0
) as g

-- name: last_signed
-- when users last wrote to rows that admins sign
with written as (
    select
        created_by as author,
        created_at as at
    from users
    where tenant_id = $1
    union all
    select
        updated_by,
        updated_at
    from users
    where tenant_id = $1
    union all
    select
        created_by as author,
        created_at as at
    from user_roles
    where tenant_id = $1
    union all
    select
        updated_by,
        updated_at
    from user_roles
    where tenant_id = $1
    union all
    select
        created_by as author,
        created_at as at
    from roles
    where tenant_id = $1
    union all
    select
        updated_by,
        updated_at
    from roles
    where tenant_id = $1
    union all
    select
        created_by as author,
        created_at as at
    from devices
    where tenant_id = $1
    union all
    select
        updated_by,
        updated_at
    from devices
    where tenant_id = $1
    union all
    select
        created_by as author,
        created_at as at
    from key_grants
    where tenant_id = $1
)

select
    author,
    (extract(epoch from max(at)) * 1000)::bigint as signed_ms
from written
where author = any($2)
group by author

-- name: lock_head
select
    timeline,
    seq,
    history_mark,
    staff_stamp,
    suspended_at is not null as is_suspended
from feeds
where tenant_id = $1
for no key update

-- name: staff_stamp
select
    staff_stamp,
    root_key
from feeds
where tenant_id = $1

-- name: staff_users
-- named users, members of named memberships, owners of named user names or addresses, and one admin who is not named
select unnest($2::uuid[]) as id
union
select "user"
from user_roles
where tenant_id = $1
    and id = any($3::uuid[])
union
select id
from users
where tenant_id = $1
    and username = any($4::text[])
    and deleted_at is null
union
select id
from users
where tenant_id = $1
    and email = any($4::text[])
    and deleted_at is null
union
(
    select membership."user"
    from user_roles as membership
    cross join lateral (
        select
        from users
        where tenant_id = $1
            and id = membership."user"
            and is_active
            and deleted_at is null
        -- one lookup each
        offset 0
    ) as active
    where membership.tenant_id = $1
        and membership.role = $5
        and membership.deleted_at is null
        and membership.id <> all($3::uuid[])
        and membership."user" <> all($2::uuid[])
    limit 1
)

-- name: withdraw
update groups
set
    code = $4,
    rejection = $5,
    decided_at = now()
where tenant_id = $1
    and group_id = any($3::uuid[])
    and verdict = 'rejected'
    -- under whichever of its numbers the device had sent them
    and device_number in (
        select other.device_number
        from device_state as own
        join device_state as other
            on other.tenant_id = own.tenant_id
            and (
                other.device_number = own.device_number
                or other.public_key = own.public_key
                or other.device_id = own.device_id
            )
        where own.tenant_id = $1
            and own.device_number = $2
    )

-- name: note_keys
insert into user_keys (
    tenant_id,
    user_id,
    accepted_at
)
select
    $1,
    unnest($2::uuid[]),
    now()
on conflict (tenant_id, user_id) do update
set accepted_at = excluded.accepted_at
