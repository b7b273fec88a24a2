-- name: of_patient
select t.*
from documents as t
where t.patient = ?1
order by t.id desc

-- name: office_of_patient
select t.*
from office_documents as t
where t.patient = ?1
order by t.id desc

-- name: chunks
select
    id,
    document,
    part
from document_chunks
where patient = ?1
order by
    document,
    part

-- name: office_chunks
select
    id,
    document,
    part
from office_document_chunks
where patient = ?1
order by
    document,
    part

-- name: to_file
select t.*
from documents as t
where t.filing = 'TO_FILE'
    and t.deleted_at is null
order by t.id

-- name: office_to_file
select t.*
from office_documents as t
where t.filing = 'TO_FILE'
    and t.deleted_at is null
order by t.id
