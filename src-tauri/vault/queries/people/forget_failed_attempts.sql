delete from sign_in_tries
where user_id = ?1
