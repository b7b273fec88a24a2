//! The progress of a sync, and its report.

use std::time::{Duration, Instant};

use sync_contract::protocol::Waiting;
use sync_contract::pull::Cursor;

/// The progress of a running sync.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Progress {
    pub report: Report,
    pub elapsed: Duration,
    /// Rows pulled per second, since the sync began.
    pub rows_per_s: f64,
}

/// The result of a sync, and what still waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Report {
    /// Groups that the server accepted.
    pub accepted: usize,
    /// Groups that it rejected; they wait for a decision.
    pub rejected: usize,
    /// Groups that it rejected, and that went with an erased patient.
    pub purged: usize,
    /// Groups that it keeps for a review, from a device that was revoked or by a user who was deactivated; one that was
    /// sent twice counts twice.
    pub in_review: usize,
    /// Those of them that left the queue.
    pub for_review: usize,
    /// Groups that it will decide later.
    pub deferred: usize,
    /// Rows pulled.
    pub rows: usize,
    /// Cells that were quarantined; at the end all that still are.
    pub quarantined: usize,
    /// The device equals the server within its scope.
    pub at_head: bool,
    /// The position of the device in the feed, after a pull.
    pub position: Option<Cursor>,
    /// The server's head after the last page that was pushed.
    pub pushed_to: Option<Cursor>,
    /// An admin has revoked this device.
    pub revoked: bool,
    /// A revoked device has sent all that waited: its keys and data are gone.
    pub erased: bool,
    /// The server was restored from an older backup: this device goes on under another number, and sends again what the
    /// server lacks.
    pub server_restored: bool,
    /// This device goes on under another number: a copy of it was met, or its clock had run ahead.
    pub renumbered: bool,
    pub waiting: Waiting,
}

/// Counts a running sync and notifies the watchers.
pub(crate) struct Tally {
    started: Instant,
    watched: tokio::sync::watch::Sender<Progress>,
}

impl Tally {
    pub fn new(watched: tokio::sync::watch::Sender<Progress>) -> Self {
        watched.send_replace(Progress::default());
        Self {
            started: Instant::now(),
            watched,
        }
    }

    pub fn count(&self, change: impl FnOnce(&mut Report)) {
        let elapsed = self.started.elapsed();
        self.watched.send_modify(|progress| {
            change(&mut progress.report);
            progress.elapsed = elapsed;
            progress.rows_per_s = progress.report.rows as f64 / elapsed.as_secs_f64().max(1e-3);
        });
    }

    pub fn report(&self) -> Report {
        self.watched.borrow().report
    }
}
