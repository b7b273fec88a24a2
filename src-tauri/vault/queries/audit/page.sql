select entry
from audit
where device = (select number from device)
    and (?1 is null or user_id = ?1)
    and (?2 is null or patient = ?2)
    and (?3 is null or action = ?3)
    and (?4 is null or at_us >= ?4)
    and (?5 is null or at_us < ?5)
    and (?6 is null or outcome = ?6)
    and (?7 is null or severity = ?7)
    and (?8 is null or number < ?8)
order by number desc
limit ?9
