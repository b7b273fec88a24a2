select
    id,
    number,
    last_clock,
    clock_offset_ms,
    audit_number,
    audit_hash,
    audit_session,
    revoked_at
from device
