insert into queue_rows (entity, row_id, seq, patient, image)
values (?1, ?2, ?3, ?4, ?5)
