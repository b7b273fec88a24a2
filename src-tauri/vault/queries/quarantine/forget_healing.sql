delete from quarantined
where entity = ?1
    and row_id = ?2
    and reason in ('UNKNOWN_SECRET', 'UNKNOWN_SIGNER', 'NOT_ADMIN')
