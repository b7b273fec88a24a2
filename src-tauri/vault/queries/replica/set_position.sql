insert into pull_position (
    one,
    cursor,
    control_seen
) values (
    1,
    ?1,
    ?2
)
on conflict (one) do update
set
    cursor = excluded.cursor,
    control_seen = excluded.control_seen
