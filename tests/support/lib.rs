//! What the tests of the whole product stand on: databases, servers, programs.
//!
//! Nothing here outlives the run that started it: a cluster stops when its starter ends, however it ends.

#![allow(clippy::unwrap_used)]

pub mod cluster;
pub mod database;
pub mod paper;
pub mod program;
pub mod server;

pub use cluster::Cluster;
pub use database::Database;
pub use paper::{PaperClinic, PaperDevice};
pub use program::program;
pub use server::{Certificate, Server};
