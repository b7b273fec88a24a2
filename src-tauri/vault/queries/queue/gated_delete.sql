delete from gated_actions
where action = ?1
    and state = 'PENDING'
