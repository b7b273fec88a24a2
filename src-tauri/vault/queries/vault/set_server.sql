insert into connection (one, url, ca_pem, connected_at)
values (1, ?1, ?2, ?3)
on conflict (one) do update
set
    url = excluded.url,
    ca_pem = excluded.ca_pem,
    connected_at = excluded.connected_at
