insert into admin_signed_actions (action, name, created_at, state, audit)
values (?1, ?2, ?3, 'PENDING', ?4)
