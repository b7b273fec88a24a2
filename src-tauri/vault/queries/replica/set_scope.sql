insert into scope (
    one,
    users,
    compartments
) values (
    1,
    ?1,
    ?2
)
on conflict (one) do update
set
    users = excluded.users,
    compartments = excluded.compartments
