select
    state,
    code
from gated_actions
where action = ?1
