delete from vault_file
