//! Everything that uses Postgres: the pool and its transactions, rows of the catalog, the schema.

pub mod clinic_codes;
pub mod clinics;
pub mod columns;
pub mod devices;
pub mod feed_head;
pub mod invitations;
pub mod loaded_row;
pub mod pool;
pub mod row_sizes;
pub mod rows;
pub mod schema;
pub mod siblings;
pub mod statements;
pub mod table;
pub mod transaction;
pub mod values;
