select
    other.device_number
from device_state as own
join device_state as other
    on other.tenant_id = own.tenant_id
    and (
        other.device_number = own.device_number
        or other.public_key = own.public_key
        or other.device_id = own.device_id
        -- given out before the clinic had a server, to a device that no longer is
        or other.public_key is null
        -- an admin brought it in without a code: a backup, with what its original had not sent
        or other.device_number < own.device_number
            and exists (
                select 1
                from devices as restored
                where restored.tenant_id = own.tenant_id
                    and restored.id = own.device_id
                    and restored.enrolment_key is null
            )
    )
where own.tenant_id = $1
    and own.device_number = $2
order by other.device_number
