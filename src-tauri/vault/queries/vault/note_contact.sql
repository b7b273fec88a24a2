update connection
set contact_at = ?1
