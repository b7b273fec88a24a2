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
