-- name: items
select t.*
from meal_plan_items as t
where t.patient = ?1
order by t.id

-- name: of_patient
select t.*
from meal_plans as t
where t.patient = ?1
order by t.first_day desc, t.id desc
