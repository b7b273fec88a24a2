//! What an operator sees and sets: configuration, logs, TLS, limits, the hardening of the process.

pub mod clock;
pub mod config;
pub mod hardening;
pub mod limits;
pub mod logs;
pub mod tls;
