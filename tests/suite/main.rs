//! One test binary: what no single room can prove.

#![allow(clippy::unwrap_used)]

mod dependencies;
mod exchange;
mod journeys;
mod laws;
mod make;
mod push;
mod readme;
mod server;
mod tidy;
