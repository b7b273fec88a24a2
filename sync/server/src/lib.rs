//! Admits changes, merges and orders them, hands them out within their scope; opens nothing.
//!
//! Invariant: no key that opens a sealed value ever exists in this process, and every query that touches
//! a tenant's rows runs inside a transaction that has named that tenant.

pub mod auth;
pub mod crypto;
pub mod db;
pub mod envelope;
pub mod handlers;
pub mod live;
pub mod ops;
pub mod problem;
pub mod pull;
pub mod push;
pub mod router;
pub mod serve;
pub mod state;

pub use db::pool::Database;
pub use serve::serve;
