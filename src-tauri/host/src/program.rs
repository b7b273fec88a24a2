use std::sync::Arc;
use std::time::Duration;

use clinic::Clinic;
use sync_client::{Report, Stop};
use vault::Vault;

use crate::error::Result;
use crate::link::Link;

/// A program that runs a clinic, as the steps of this crate see it: the window has its clinic behind a lock that all
/// commands share, a command line has it for itself.
pub trait Program: Sync {
    /// How long a caller waits here for another program's sync to end.
    const PATIENCE: Duration;

    /// Runs one blocking step with the vault, whether or not a user has signed in.
    fn vault<T: Send + 'static>(
        &self,
        step: impl FnOnce(&mut Vault) -> Result<T> + Send + 'static,
    ) -> impl Future<Output = Result<T>> + Send;

    /// Runs one blocking step with the open clinic.
    ///
    /// # Errors
    /// `Locked`, and those of the step.
    fn clinic<T: Send + 'static>(
        &self,
        step: impl FnOnce(&mut Clinic) -> Result<T> + Send + 'static,
    ) -> impl Future<Output = Result<T>> + Send;

    /// Returns the link to the clinic's server.
    ///
    /// # Errors
    /// `NoServer`, `SyncBusy`.
    fn link(&self) -> impl Future<Output = Result<Arc<Link>>> + Send;

    /// Sends all that waits and receives all that is new.
    ///
    /// # Errors
    /// Those of [`Program::link`] and of [`Link::sync`].
    fn sync(&self) -> impl Future<Output = Result<Report>> + Send;

    /// Ends the sync loop of this program, if it has one: a link of another kind follows.
    fn end_sync_loop(&self) {}

    /// Returns what ends a sync that a person waits for. Called on an async thread.
    fn stop(&self) -> Stop {
        Stop::never()
    }
}
