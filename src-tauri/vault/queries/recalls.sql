-- name: items
select t.*
from recall_items as t
where t.patient = ?1
order by t.id

-- name: of_patient
select t.*
from recalls as t
where t.patient = ?1
order by t.taken_on desc, t.id desc
