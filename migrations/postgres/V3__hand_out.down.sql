-- Devices are told their scope again, and fill again.
drop table sign_in_state;
drop table device_scopes;
drop table founders;
