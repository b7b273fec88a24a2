select t.*
from patients as t
where t.file_number_blind = ?1
    and t.deleted_at is null
order by t.id
