//! Admits changes, merges and orders them, hands them out within their scope; opens nothing.
//!
//! Invariant: no key that opens a sealed value ever exists in this process, and every query that touches
//! a tenant's rows runs inside a transaction that has named that tenant.

pub mod config;
pub mod database;
pub mod heads;
pub mod health;
pub mod logs;
pub mod places;
pub mod problem;
pub mod router;
pub mod rows;
pub mod schema;
pub mod serve;
pub mod tls;

pub use database::Database;
pub use serve::serve;
