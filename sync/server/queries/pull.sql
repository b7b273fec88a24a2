-- name: feed
select
    head.timeline,
    head.seq,
    head.history_mark,
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
    (
        select history.history_mark
        from feed_history as history
        where history.tenant_id = head.tenant_id
            and history.timeline = head.timeline
            and history.seq >= $4
        order by history.seq
        limit 1
    ) as position_history_mark,
    item.number,
    item.kind,
    item.bytes
from feeds as head
-- one row without an item where there is none
left join lateral (
    select
        number,
        kind,
        bytes
    from control_items
    where tenant_id = head.tenant_id
        and device_number = $2
        and number > $3
    order by number
    limit 100
) as item
    on true
where head.tenant_id = $1
order by item.number

-- name: groups_after
select
    measured.seq,
    measured.device_number,
    measured.rows,
    measured.rows_bytes
from (
    select
        page.seq,
        page.device_number,
        page.rows,
        page.rows_bytes,
        sum(octet_length(page.rows)) over (order by page.seq) - octet_length(page.rows) as bytes_before
    from (
        select
            seq,
            device_number,
            rows,
            rows_bytes
        from groups
        where tenant_id = $1
            and seq > $2
        order by seq
        limit $3
    ) as page
) as measured
where measured.bytes_before < $4
order by measured.seq

-- name: head
select
    timeline,
    seq,
    history_mark
from feeds
where tenant_id = $1

-- name: history_mark
select
    history_mark
from feed_history
where tenant_id = $1
    and timeline = $2
    and seq >= $3
order by seq
limit 1

-- name: known_positions
select
    head.timeline,
    wanted.seq,
    pushed.history_mark
from unnest($2::bigint[]) as wanted (seq)
cross join feeds as head
cross join lateral (
    select history.history_mark
    from feed_history as history
    where history.tenant_id = head.tenant_id
        and history.timeline = head.timeline
        and history.seq >= wanted.seq
    order by history.seq
    limit 1
) as pushed
where head.tenant_id = $1
    and wanted.seq > 0

-- name: proof_of_revocation
select
    $3::integer as entity,
    member.id as row_id
from users as member
where member.tenant_id = $1
union all
select
    $4::integer as entity,
    membership.id as row_id
from user_roles as membership
where membership.tenant_id = $1
union all
select
    $5::integer as entity,
    state.device_id as row_id
from device_state as state
where state.tenant_id = $1
    and state.device_number = $2
    and state.device_id is not null
