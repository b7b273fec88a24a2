select entry
from audit
where device = ?1
    and session = ?2
    and opens = 1
