delete from bootstraps
where number = ?1
