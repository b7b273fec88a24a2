insert into push_chain (one, number, hash, sent)
values (1, ?1, ?2, ?3)
on conflict (one) do update
set
    number = excluded.number,
    hash = excluded.hash,
    sent = excluded.sent
