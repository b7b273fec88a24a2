//! What holds for every entity, proved by looping over the catalog.

mod device_schema;
mod schema;
mod stored;
