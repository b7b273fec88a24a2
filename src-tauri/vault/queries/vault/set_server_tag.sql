update vault_file
set server_tag = ?1
