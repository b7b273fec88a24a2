select
    state,
    code
from admin_signed_actions
where action = ?1
