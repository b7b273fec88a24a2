select
    other.device_number,
    (extract(epoch from other.last_seen_at) * 1000000)::bigint as at_us,
    other.version,
    -- and shortly before: that contact may not have been committed when the list was last sent
    own.last_seen_sent_at is null
        or other.last_seen_at > own.last_seen_sent_at - interval '10 seconds' as is_new
from device_scopes as own
join device_state as other
    on other.tenant_id = own.tenant_id
    and other.device_number <> own.device_number
where own.tenant_id = $1
    and own.device_number = $2
    and other.device_id is not null
    and other.last_seen_at is not null
order by other.last_seen_at desc
limit $3
