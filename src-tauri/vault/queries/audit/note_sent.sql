update device
set
    audit_sent_number = ?1,
    audit_sent_hash = ?2
