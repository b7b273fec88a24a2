insert into audit (
    device,
    number,
    at_us,
    user_id,
    session,
    opens,
    action,
    resource,
    resource_id,
    patient,
    outcome,
    severity,
    retention_until_us,
    entry
)
values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
