-- name: are_facts
select tag
from vault_file
where one = 1
    and id = ?1
    and tenant = ?2
    and recovery = ?3
    and audit_key = ?4
    and (
        select count(*)
        from vault_file
    ) = 1

-- name: clinic
select
    name,
    status
from tenants
where id = ?1

-- name: device_keys
select public_key
from devices

-- name: device_numbers
select number
from (
    select number
    from devices
    union
    select number
    from device_numbers
    union
    select number
    from device
    union
    select device
    from audit
)
where typeof(number) = 'integer'
    and number between 1 and 4294967295
order by number

-- name: facts
select
    id,
    tenant,
    recovery,
    audit_key
from vault_file

-- name: forget_server
delete from connection

-- name: insert_facts
insert into vault_file (one, id, tenant, recovery, audit_key, tag, server_tag, server_keys)
values (1, ?1, ?2, ?3, ?4, ?5, ?6, ?7)

-- name: lease
select
    lease_from,
    lease_known,
    lease_days,
    lease_tag
from connection
where one = 1

-- name: note_contact
update connection
set
    contact_at = ?1,
    lease_from = ?2,
    lease_known = ?3,
    lease_days = ?4,
    lease_tag = ?5

-- name: note_lease
update connection
set
    lease_from = ?1,
    lease_known = ?2,
    lease_days = ?3,
    lease_tag = ?4

-- name: note_restored
update connection
set restored_at = ?1

-- name: server
select
    url,
    ca_pem,
    connected_at,
    contact_at,
    restored_at
from connection
where one = 1

-- name: server_catalog
select server_catalog
from connection

-- name: set_server_catalog
update connection
set server_catalog = ?1

-- name: set_server
insert into connection
(one, url, ca_pem, connected_at, lease_from, lease_known, lease_days, lease_tag)
values (1, ?1, ?2, ?3, ?4, ?5, ?6, ?7)
on conflict (one) do update
set
    url = excluded.url,
    ca_pem = excluded.ca_pem,
    connected_at = excluded.connected_at,
    lease_from = excluded.lease_from,
    lease_known = excluded.lease_known,
    lease_days = excluded.lease_days,
    lease_tag = excluded.lease_tag

-- name: set_server_keys
update vault_file
set server_keys = ?1

-- name: set_server_tag
update vault_file
set server_tag = ?1

-- name: stored_server
select
    server_keys,
    server_tag
from vault_file

-- name: tagged_server
select
    connection.url,
    connection.ca_pem,
    connection.connected_at,
    connection.contact_at,
    connection.restored_at,
    vault_file.server_tag,
    vault_file.server_keys
from vault_file
left join connection on connection.one = vault_file.one

-- name: time_zone
select
    facilities.id,
    facilities.time_zone
from facilities
where facilities.deleted_at is null
    and facilities.time_zone is not null
order by
    facilities.created_at,
    facilities.id
limit 1
