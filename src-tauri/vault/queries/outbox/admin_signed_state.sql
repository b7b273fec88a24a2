update admin_signed_actions
set
    state = ?2,
    code = ?3,
    audit = null
where action = ?1
