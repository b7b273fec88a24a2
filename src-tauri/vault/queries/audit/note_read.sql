insert into read_log (user_id, patient, at_us)
values (?1, ?2, ?3)
on conflict (user_id, patient) do update
set at_us = excluded.at_us
where read_log.at_us <= ?4
