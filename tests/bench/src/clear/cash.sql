select
    p.cashier,
    u.last_name,
    p.method,
    i.currency,
    count(*),
    sum(p.amount_minor)
from payments as p
join invoices as i on i.id = p.invoice
join users as u on u.id = p.cashier
where p.at >= ?1 and p.at < ?2
group by p.cashier, p.method, i.currency
