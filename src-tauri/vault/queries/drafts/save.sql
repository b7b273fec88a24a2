insert into drafts (author, entity, row_id, patient, saved_at, sealed, seen)
values (?1, ?2, ?3, ?4, ?5, ?6, ?7)
on conflict (author, entity, row_id) do update
set
    saved_at = excluded.saved_at,
    sealed = excluded.sealed,
    seen = excluded.seen
