-- name: become_device
update device
set
    id = ?1,
    number = ?2,
    audit_number = 0,
    audit_hash = ?3,
    audit_session = 0,
    audit_sent_number = 0,
    audit_sent_hash = null,
    revoked_at = null

-- name: forget_bootstraps
delete from bootstraps

-- name: forget_chain
delete from push_chain

-- name: forget_control
delete from control

-- name: forget_facts
delete from vault_file

-- name: forget_position
delete from pull_position

-- name: next_number
select 1 + max(number)
from (
    select number
    from devices
    union all
    select number
    from device_numbers
    union all
    select number
    from device
    union all
    select device
    from audit
)
-- what another program wrote there is no number
where typeof(number) = 'integer'
    and number between 1 and 2147483647

-- name: reset_clock
update device
set
    last_clock = ?1,
    raised_clocks = 0
