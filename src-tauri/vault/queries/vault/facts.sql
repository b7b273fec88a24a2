select
    id,
    tenant,
    recovery,
    audit_key,
    tag
from vault_file
