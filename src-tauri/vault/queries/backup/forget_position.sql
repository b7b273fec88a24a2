delete from pull_position
