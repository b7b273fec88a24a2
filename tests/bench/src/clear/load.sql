select
    strftime('%Y-%m', a.starts / 1000000, 'unixepoch') as month,
    a.provider,
    count(*),
    sum(a.status = 'COMPLETED'),
    sum(a.status = 'NO_SHOW'),
    sum(a.ends - a.starts)
from appointments as a
where a.deleted_at is null
group by month, a.provider
