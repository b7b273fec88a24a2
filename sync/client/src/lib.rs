//! Pushes pending changes to the server and pulls those of others; knows no entity and no plaintext.
//!
//! Invariant: everything that passes through here is bytes that the store made or the server sent. The queue, the
//! cursor and every decision about a row stay in the store, so a sync may be interrupted at any instruction.

mod address;
mod engine;
mod error;
mod head_events;
mod http;
mod live;
mod progress;
mod pull;
mod push;
mod session;
mod stop;
mod store;

pub use engine::SyncEngine;
pub use error::{Error, ServerError};
pub use http::{HttpProtocol, Live};
pub use live::{Watch, Watched};
pub use progress::{Progress, Report};
pub use session::{greet, identify};
pub use stop::{Stop, Stopper};
pub use store::Store;

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod fakes;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
