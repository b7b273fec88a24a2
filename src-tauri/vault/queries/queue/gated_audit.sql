select audit
from gated_actions
where action = ?1
