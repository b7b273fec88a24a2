-- name: delete
delete from drafts
where author = ?1
    and entity = ?2
    and row_id = ?3

-- name: find
select
    patient,
    saved_at,
    sealed,
    read_version
from drafts
where author = ?1
    and entity = ?2
    and row_id = ?3

-- name: list
select
    row_id,
    patient,
    saved_at
from drafts
where author = ?1
    and entity = ?2
    and (?3 is null or patient = ?3)
order by saved_at desc

-- name: list_all
select
    entity,
    row_id,
    patient,
    saved_at,
    sealed,
    read_version
from drafts
where author = ?1
order by saved_at desc

-- name: save
insert into drafts (author, entity, row_id, patient, saved_at, sealed, read_version)
values (?1, ?2, ?3, ?4, ?5, ?6, ?7)
on conflict (author, entity, row_id) do update
set
    patient = excluded.patient,
    saved_at = excluded.saved_at,
    sealed = excluded.sealed,
    read_version = excluded.read_version
