select
    users,
    compartments
from scope
