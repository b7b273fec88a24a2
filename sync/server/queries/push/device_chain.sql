select
    own.push_number,
    own.push_hash,
    own.revoked_at is not null
        or device.revoked_at is not null
        or device.deleted_at is not null as is_revoked,
    array(
        select
            other.device_number
        from device_state as other
        where other.tenant_id = own.tenant_id
            and (
                other.device_number = own.device_number
                or other.public_key = own.public_key
                or other.device_id = own.device_id
                -- given out before the clinic had a server, to a device that no longer exists
                or other.public_key is null
                -- an admin joined it without a code: a backup, with the queue of its original
                or other.device_number < own.device_number
                    and exists (
                        select 1
                        from devices as restored
                        where restored.tenant_id = own.tenant_id
                            and restored.id = own.device_id
                            and restored.enrolment_key is null
                    )
            )
        order by other.device_number
    ) as numbers,
    exists (
        select 1
        from cell_siblings
        where tenant_id = $1
    )
    or exists (
        select 1
        from unknown_cells
        where tenant_id = $1
    ) as has_siblings_or_unknown
from device_state as own
left join devices as device
    on device.tenant_id = own.tenant_id
    and device.id = own.device_id
where own.tenant_id = $1
    and own.device_number = $2
