select
    audit.session,
    audit.entry
from json_each(?1) as wanted
join audit on audit.session = wanted.value
where audit.device = ?2
    and audit.opens = 1
order by audit.number
