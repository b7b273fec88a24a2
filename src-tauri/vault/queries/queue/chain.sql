select
    number,
    hash,
    sent
from push_chain
