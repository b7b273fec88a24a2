select
    audit_sent_number,
    audit_sent_hash
from device
