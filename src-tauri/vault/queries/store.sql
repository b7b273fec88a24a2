-- name: all_row_counts
select
    owner,
    counts
from row_counts

-- name: count_first_row
insert into row_counts (owner, counts)
values (?1, first_count(?1, ?2))
on conflict (owner) do update
set counts = count_rows(counts, ?1, ?2)

-- name: count_patients
-- of a column that is unique no two are looked for
select count(distinct +id)
from patients not indexed

-- name: count_row
update row_counts
set counts = count_rows(counts, ?1, ?2)
where owner = ?1

-- name: count_siblings
select count(*)
from cell_siblings

-- name: has_counts_of_patients
-- the clinic's own count is the first
select exists (
    select 1
    from row_counts
    where owner > zeroblob(16)
)

-- name: is_coming
select exists (
    select 1
    from bootstraps
    where is_row_tag(tag, 'bootstraps', number, token)
)

-- name: miss_counts
insert into row_counts (owner, counts)
select
    id,
    x''
from patients
where length(id) = 16
    and not exists (
        select 1
        from row_counts
        where row_counts.owner = patients.id
    )
    -- while one runs, the patients that it brings have no counts yet
    and not exists (
        select 1
        from bootstraps
        where is_row_tag(tag, 'bootstraps', number, token)
    )

-- name: row_counts
select
    (
        select counts
        from row_counts
        where owner = ?1
    ),
    exists (
        select 1
        from bootstraps
        where is_row_tag(tag, 'bootstraps', number, token)
    ),
    exists (
        select 1
        from quarantined
        where patient is ?2
    )

-- name: set_row_counts
insert into row_counts (owner, counts)
values (?1, counted_rows(?1, ?2))
on conflict (owner) do update
set counts = excluded.counts

-- name: sibling_insert
insert into cell_siblings (
    entity,
    row_id,
    cell,
    clock,
    generation,
    state
) values (
    ?1,
    ?2,
    ?3,
    ?4,
    ?5,
    ?6
)

-- name: siblings
select
    state,
    cell,
    clock,
    generation
from cell_siblings
where entity = ?1
    and row_id = ?2
order by
    cell,
    clock,
    generation

-- name: siblings_delete
delete from cell_siblings
where entity = ?1
    and row_id = ?2

-- name: siblings_of_entity
select
    row_id,
    state,
    cell,
    clock,
    generation
from cell_siblings
where entity = ?1
order by
    row_id,
    cell,
    clock,
    generation

-- name: siblings_of_rows
select
    row_id,
    state,
    cell,
    clock,
    generation
from cell_siblings
where entity = ?1
    and row_id in (
        select unhex(value)
        from json_each(?2)
    )
order by
    row_id,
    cell,
    clock,
    generation

-- name: unknown_addresses
select
    entity,
    row_id,
    cell
from unknown_cells

-- name: unknown_cell_insert
insert into unknown_cells (
    entity,
    row_id,
    cell,
    patient,
    clock,
    generation,
    is_sibling,
    state
) values (
    ?1,
    ?2,
    ?3,
    ?4,
    ?5,
    ?6,
    ?7,
    ?8
)

-- name: unknown_cells
select
    patient,
    is_sibling,
    state
from unknown_cells
where entity = ?1
    and row_id = ?2
order by
    is_sibling,
    cell,
    clock,
    generation

-- name: unknown_cells_delete
delete from unknown_cells
where entity = ?1
    and row_id = ?2
