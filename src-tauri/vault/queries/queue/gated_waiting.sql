select action
from gated_actions
where state = 'PENDING'
order by created_at
limit 1
