delete from fills
where number = ?1
