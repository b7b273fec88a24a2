select
    connection.url,
    connection.ca_pem,
    connection.connected_at,
    connection.contact_at,
    vault_file.server_tag
from vault_file
left join connection on connection.one = vault_file.one
