update tenant_heads
set
    seq = $2,
    mark = $3,
    staff_seq = greatest(staff_seq, $4)
where tenant_id = $1
