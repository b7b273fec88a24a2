-- name: goals
select t.*
from goals as t
where t.patient = ?1
order by t.id

-- name: nutrient_targets
select t.*
from nutrient_targets as t
where t.patient = ?1
order by t.id

-- name: nutrition_diagnoses
select t.*
from nutrition_diagnoses as t
where t.patient = ?1
order by t.id

-- name: tasks
select t.*
from tasks as t
where t.patient = ?1
order by t.id
