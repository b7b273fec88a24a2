insert into pull_position (
    one,
    cursor,
    control_position
) values (
    1,
    ?1,
    ?2
)
on conflict (one) do update
set
    cursor = excluded.cursor,
    control_position = excluded.control_position
