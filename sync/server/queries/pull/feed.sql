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
