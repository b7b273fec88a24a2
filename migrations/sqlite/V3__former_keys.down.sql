-- What was signed with a key that was given up can be checked no more.
alter table users drop column former_keys;
