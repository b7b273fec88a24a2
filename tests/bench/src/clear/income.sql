select
    strftime('%Y-%m', p.at / 1000000, 'unixepoch') as month,
    i.currency,
    sum(p.amount_minor),
    sum(i.total_minor)
from payments as p
join invoices as i on i.id = p.invoice
group by month, i.currency
