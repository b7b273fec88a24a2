-- name: last
select last
from counted
where series = ?1

-- name: count_to
insert into counted (series, last)
values (?1, ?2)
on conflict (series) do update set last = max(last, excluded.last)
