select
    cursor,
    control_seen
from pull_position
