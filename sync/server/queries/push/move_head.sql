with marked as (
    insert into marks (
        tenant_id,
        timeline,
        seq,
        mark
    )
    values (
        $1,
        $2,
        $3,
        $4
    )
)

update tenant_heads
set
    seq = $3,
    mark = $4,
    staff_seq = greatest(staff_seq, $5)
where tenant_id = $1
