//! What an operator sees and sets: configuration, logs, TLS, limits, connections, budgets, hardening.

pub mod blocking;
pub mod budgets;
pub mod clock;
pub mod config;
pub mod connections;
pub mod database_tls;
pub mod hardening;
pub mod limits;
pub mod logs;
pub mod proxies;
pub mod tls;
