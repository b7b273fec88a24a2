select audit
from admin_signed_actions
where action = ?1
