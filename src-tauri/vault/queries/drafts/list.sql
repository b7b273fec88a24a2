select
    row_id,
    patient,
    saved_at
from drafts
where author = ?1
    and entity = ?2
    and (?3 is null or patient = ?3)
order by saved_at desc
