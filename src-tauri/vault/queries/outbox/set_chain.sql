insert into push_chain (one, number, hash)
values (1, ?1, ?2)
on conflict (one) do update
set
    number = excluded.number,
    hash = excluded.hash
