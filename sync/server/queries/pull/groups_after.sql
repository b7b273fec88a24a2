select
    measured.seq,
    measured.rows
from (
    select
        page.seq,
        page.rows,
        sum(octet_length(page.rows)) over (order by page.seq) - octet_length(page.rows) as bytes_before
    from (
        select
            seq,
            rows
        from groups
        where tenant_id = $1
            and seq > $2
        order by seq
        limit $3
    ) as page
) as measured
where measured.bytes_before < $4
order by measured.seq
