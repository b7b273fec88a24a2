select t.*
from addenda as t
where t.patient = ?1
order by t.created_at
