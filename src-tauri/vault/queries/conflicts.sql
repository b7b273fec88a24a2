-- name: cells
select distinct
    entity,
    row_id,
    cell
from cell_siblings
order by
    row_id,
    cell

-- name: siblings
select
    entity,
    row_id,
    state
from cell_siblings

-- name: has_siblings
select exists (
    select 1
    from cell_siblings
    where entity = ?1
)

-- name: forget_lacking
delete from lacking_versions
where entity = ?1
    and row_id = ?2
    and cell = ?3
    and clock = ?4

-- name: forget_lacking_of_row
delete from lacking_versions
where entity = ?1
    and row_id = ?2

-- name: lacking
select
    entity,
    row_id,
    cell,
    clock,
    offer_from
from lacking_versions
order by
    row_id,
    cell,
    clock

-- name: note_lacking
insert or ignore into lacking_versions (
    entity,
    row_id,
    cell,
    clock,
    offer_from
) values (
    ?1,
    ?2,
    ?3,
    ?4,
    ?5
)

-- name: note_lacking_not_sent
update lacking_versions
set offer_from = ?5
where entity = ?1
    and row_id = ?2
    and cell = ?3
    and clock = ?4

-- name: note_lacking_sent
-- each time counts a microsecond: of those that were first sent together the one that was sent the least comes first
update lacking_versions
set offer_from = case offer_from when 0 then ?5 else offer_from + 1 end
where entity = ?1
    and row_id = ?2
    and cell = ?3
    and clock = ?4
