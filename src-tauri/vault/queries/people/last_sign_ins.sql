select
    user_id,
    max(at_us)
from audit
where action = 'sign in'
    and outcome = 'DONE'
    and user_id is not null
group by user_id
