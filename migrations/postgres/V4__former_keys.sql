-- Signing keys that a user has given up, so that what they signed before goes on counting.
-- An older program may not open a database that has this: it would refuse what those keys signed.

alter table users add column former_keys bytea check (octet_length(former_keys) <= 4096);
