select action
from admin_signed_actions
where state = 'PENDING'
order by created_at
limit 1
