-- Signing keys that a user has given up, so that what they signed before goes on counting.
-- An older program may open the result: it keeps what it does not know.

alter table users add column former_keys blob check (length(former_keys) <= 4096);
