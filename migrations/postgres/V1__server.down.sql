-- Everything that the server remembers is lost: groups, devices, enrolments, audit.
drop table audit_entries;
drop table control_items;
drop table challenges;
drop table device_tokens;
drop table enrolments;
drop table unknown_cells;
drop table cell_siblings;
drop table groups;
drop table device_user;
drop table device_state;
drop table marks;
drop table tenant_heads;
drop table doors;
drop table tenant_places;
