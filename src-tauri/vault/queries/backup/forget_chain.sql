delete from push_chain
