//! One test binary: what no single room can prove.

#![allow(clippy::unwrap_used)]

mod laws;
mod readme;
mod server;
mod tidy;
