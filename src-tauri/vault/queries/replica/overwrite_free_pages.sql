insert into free_pages (
    bytes
)
values (
    zeroblob(?1)
)
