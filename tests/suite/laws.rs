//! What holds for every entity, proved by looping over the catalog.

mod captured;
mod convergent;
mod device_schema;
mod erased;
mod panics;
mod quarantined;
mod round_trip;
mod schema;
mod sealed;
mod stored;
mod untouched;
