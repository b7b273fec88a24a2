select t.*
from json_each(?1) as wanted
join notes as t
    on t.visit = unhex(wanted.value)
where t.deleted_at is null
order by t.created_at
