select t.*
from addenda as t
where t.note = ?1
order by t.created_at
