insert into device (one, id, number, last_clock, audit_hash)
values (1, ?1, ?2, ?3, ?4)
