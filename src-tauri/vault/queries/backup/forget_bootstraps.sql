delete from bootstraps
