update device
set
    id = ?1,
    number = ?2,
    audit_number = 0,
    audit_hash = ?3,
    audit_session = 0,
    audit_sent_number = 0,
    audit_sent_hash = null,
    revoked_at = null
