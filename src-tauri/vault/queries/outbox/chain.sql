select
    number,
    hash
from push_chain
