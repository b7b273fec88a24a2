select t.*
from note_versions as t
where t.note = ?1
order by t.version, t.created_at
