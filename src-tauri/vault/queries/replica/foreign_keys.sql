select
    id,
    "table",
    "from",
    coalesce("to", 'id')
from pragma_foreign_key_list(?1)
order by
    id,
    seq
