-- name: results
select t.*
from lab_results as t
where t.patient = ?1
order by t.id

-- name: tests
select t.*
from lab_tests as t
where t.patient = ?1
order by t.collected_on desc, t.id desc

-- name: work
select
    t.id,
    t.patient,
    t.status
from lab_tests as t
join patients as p
    on p.id = t.patient
where t.status in ('ORDERED', 'COLLECTED')
    and t.ordered_by is not null
    and t.deleted_at is null
    and p.deleted_at is null
order by
    t.wished_on is not null,
    t.wished_on,
    t.ordered_at,
    t.id

-- name: unread
select t.id
from lab_tests as t
join patients as p
    on p.id = t.patient
where t.ordered_by in (
        select unhex(wanted.value)
        from json_each(?1) as wanted
    )
    and p.deleted_at is null
    and coalesce(t.read_sum, 0) <> (
        select sum(coalesce(r.updated_at, r.created_at) % 1000000007)
        from lab_results as r
        where r.lab_test = t.id
            and r.deleted_at is null
    )
order by
    t.ordered_at,
    t.id

-- name: sums
select
    t.lab_test,
    sum(coalesce(t.updated_at, t.created_at) % 1000000007)
from json_each(?1) as wanted
join lab_results as t on t.lab_test = unhex(wanted.value)
where t.deleted_at is null
group by t.lab_test

-- name: results_on
select t.*
from json_each(?1) as wanted
join lab_results as t on t.lab_test = unhex(wanted.value)
order by t.id
