//! The test support for the full product: devices, databases, servers, programs.
//!
//! Nothing here outlives the run that started it: a cluster stops when its starter ends, however it ends.

#![allow(clippy::unwrap_used)]

pub mod canary;
pub mod cli_device;
pub mod clock;
pub mod cluster;
pub mod database;
pub mod device;
pub mod fake_device;
pub mod line;
pub mod network;
pub mod program;
pub mod proof;
pub mod samples;
pub mod server;
pub mod test_clinic;
pub mod writes;

use std::{future::Future, sync::OnceLock};

pub use cli_device::{CliDevice, ServerProcess};
pub use clock::Clock;
pub use cluster::Cluster;
pub use database::Database;
pub use device::{Device, Machine};
pub use fake_device::{FakeClinic, FakeDevice};
pub use line::Line;
pub use network::Network;
pub use program::program;
pub use samples::Samples;
pub use server::{Certificate, TestServer};
pub use test_clinic::TestClinic;

/// Waits for what a test without a runtime of its own asks of the network.
pub fn block_on<T>(work: impl Future<Output = T>) -> T {
    static RUNTIME: OnceLock<tokio::runtime::Runtime> = OnceLock::new();
    let runtime = RUNTIME.get_or_init(|| {
        let mut runtime = tokio::runtime::Builder::new_multi_thread();
        runtime.worker_threads(1).enable_all().build().unwrap()
    });
    runtime.block_on(work)
}
