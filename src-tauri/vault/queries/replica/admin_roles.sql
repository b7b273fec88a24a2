select t.*
from user_roles t
where t.role = ?1
