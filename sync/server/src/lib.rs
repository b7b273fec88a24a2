//! Admits changes, merges and orders them, hands them out within their scope; opens nothing.
//!
//! Invariant: no key that opens a sealed value ever exists in this process, and every query that touches
//! a tenant's rows runs inside a transaction that has named that tenant.

pub mod admission;
pub mod audit;
pub mod authority;
pub mod bootstrap;
pub mod calls;
pub mod config;
pub mod control;
pub mod create_clinic;
pub mod database;
pub mod devices;
pub mod enrolment;
pub mod envelope;
pub mod heads;
pub mod health;
pub mod info;
pub mod joining;
pub mod ledger;
pub mod limits;
pub mod live;
pub mod logs;
pub mod merge;
pub mod places;
pub mod problem;
pub mod proof;
pub mod pull;
pub mod push;
pub mod remembered;
pub mod roster;
pub mod router;
pub mod rows;
pub mod schema;
pub mod scope;
pub mod secrecy;
pub mod seen;
pub mod serve;
pub mod sign_in;
pub mod statements;
pub mod tls;
pub mod tokens;

pub use database::Database;
pub use serve::serve;
