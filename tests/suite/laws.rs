//! What holds for every entity, proved by looping over the catalog.

mod schema;
mod stored;
