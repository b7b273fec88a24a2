select
    version,
    name,
    checksum
from refinery_schema_history
order by version
