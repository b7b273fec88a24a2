delete from refinery_schema_history
where version = ?1
