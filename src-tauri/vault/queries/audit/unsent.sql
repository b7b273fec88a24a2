select audit.entry
from audit
join device on device.number = audit.device
where audit.number > device.audit_sent_number
order by audit.number
