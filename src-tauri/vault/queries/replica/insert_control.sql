insert or ignore into control (
    number,
    kind,
    item
) values (
    ?1,
    ?2,
    ?3
)
