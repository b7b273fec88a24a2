update tenant_heads
set
    seq = $2,
    mark = $3
where tenant_id = $1
