select
    cursor,
    control_position
from pull_position
