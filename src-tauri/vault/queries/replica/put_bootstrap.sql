insert into bootstraps (
    number,
    token
) values (
    ?1,
    ?2
)
on conflict (number) do update
set token = excluded.token
