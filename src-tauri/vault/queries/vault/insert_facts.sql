insert into vault_file (one, id, tenant, recovery, audit_key, tag, server_tag, created_at)
values (1, ?1, ?2, ?3, ?4, ?5, ?6, ?7)
