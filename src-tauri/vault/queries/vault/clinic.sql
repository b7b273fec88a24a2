select
    name,
    status
from tenants
