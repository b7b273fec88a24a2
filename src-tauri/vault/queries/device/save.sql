update device
set
    last_clock = ?1,
    audit_number = ?2,
    audit_hash = ?3,
    audit_session = ?4
