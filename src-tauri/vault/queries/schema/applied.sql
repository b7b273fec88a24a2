select
    version,
    name,
    applied_on
from refinery_schema_history
order by version
