select
    url,
    ca_pem,
    connected_at,
    contact_at
from connection
