select t.*
from users as t
where t.signing_key is not null
