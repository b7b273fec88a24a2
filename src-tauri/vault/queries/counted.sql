-- name: hash_of
select stored_row('counted', series, last)
from counted
where series = ?1

-- name: hashes
select stored_row('counted', series, last)
from counted

-- name: last
select last
from counted
where series = ?1

-- name: count_to
insert into counted (series, last)
values (?1, ?2)
on conflict (series) do update set last = max(last, excluded.last)
