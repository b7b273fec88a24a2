//! Work that keeps a processor busy, off the threads that serve.

use crate::problem::{Problem, Result};

/// Work on so few bytes is done on the thread that serves it: to wake another takes as long.
pub const INLINE_BYTES_MAX: usize = 4096;

/// Runs work off the threads that serve, unless it costs less than to hand it over.
///
/// # Errors
/// `Internal` for work that panics.
pub async fn run_blocking<T: Send + 'static>(
    bytes: usize,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T> {
    if bytes <= INLINE_BYTES_MAX {
        return Ok(work());
    }
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|_| Problem::INTERNAL)
}
