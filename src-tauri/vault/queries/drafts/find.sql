select
    patient,
    saved_at,
    sealed,
    read_version
from drafts
where author = ?1
    and entity = ?2
    and row_id = ?3
