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
