select audit.entry
from audit
join device on device.number = audit.device
where audit.number = ?1
