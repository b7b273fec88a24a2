//! What holds for every entity, proved by looping over the catalog.

mod captured;
mod convergent;
mod device_schema;
mod panics;
mod parked;
mod round_trip;
mod schema;
mod sealed;
mod stored;
mod untouched;
