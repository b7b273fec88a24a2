select
    strftime('%Y-%m', created_at / 1000000, 'unixepoch') as month,
    count(*),
    sum(deleted_at is null)
from patients
group by month
