insert into devices_last_seen (
    device_number,
    at_us,
    version
) values (
    ?1,
    ?2,
    ?3
)
on conflict (device_number) do update
set
    at_us = excluded.at_us,
    version = excluded.version
