-- Devices are told their scope again, and bootstrap again.
drop table sign_in_state;
drop table device_scopes;
drop table founders;
