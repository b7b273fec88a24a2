insert into queue (group_id, action, name, author, created_at, cells, admin_signed, state, bytes)
values (?1, ?2, ?3, ?4, ?5, ?6, ?7, 'WAITING', ?8)
