update device
set revoked_at = coalesce(revoked_at, ?1)
