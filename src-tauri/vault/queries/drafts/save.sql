insert into drafts (author, entity, row_id, patient, saved_at, sealed, read_version)
values (?1, ?2, ?3, ?4, ?5, ?6, ?7)
on conflict (author, entity, row_id) do update
set
    saved_at = excluded.saved_at,
    sealed = excluded.sealed,
    read_version = excluded.read_version
