delete from admin_signed_actions
where action = ?1
    and state = 'PENDING'
