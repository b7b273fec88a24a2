//! Watches the head of the feed, and syncs each time it moves.

use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt;
use sync_contract::Code;
use sync_contract::protocol::Replica;
use tokio::sync::Notify;
use tokio::time::{Instant, sleep_until};

use crate::engine::SyncEngine;
use crate::error::Error;
use crate::http::Live;
use crate::progress::Report;
use crate::stop::Stop;

/// The polling interval without a stream ...
const POLL_EVERY: Duration = Duration::from_secs(30);
/// ... and with one, in case it has failed unnoticed, at least this often.
const POLL_LIVE_EVERY: Duration = Duration::from_secs(300);
/// Rows of the live stream are synced to disk after this delay, several pages together.
const SYNC_TO_DISK_WITHIN: Duration = Duration::from_millis(250);
/// This device's own rows are pulled, and its audit log pushed, this long after its push: several pushes together.
const OWN_ROWS_WITHIN: Duration = Duration::from_millis(250);
const RETRY_FIRST: Duration = Duration::from_secs(1);

/// An event of a watched device.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(
    clippy::large_enum_variant,
    reason = "one at a time, and moved once: a box would cost more"
)]
pub enum Watched<E> {
    /// A sync succeeded.
    Synced(Report),
    /// A sync failed; it is tried again, after a while that grows to half a minute.
    Failed(Error<E>),
    /// The live stream is connected: changes of others now arrive as they are made.
    Live,
}

/// Keeps a device in sync with its server for as long as it runs.
pub struct Watch<P, R> {
    engine: Arc<SyncEngine<P, R>>,
    wake: Arc<Notify>,
}

impl<P, R> Watch<P, R>
where
    P: Live,
    R: Replica + Send + 'static,
    R::Error: Send + 'static,
{
    pub fn new(engine: Arc<SyncEngine<P, R>>) -> Self {
        Self {
            engine,
            wake: Arc::new(Notify::new()),
        }
    }

    /// Returns the handle to notify after each local change, so that it is pushed at once.
    pub fn wake(&self) -> Arc<Notify> {
        self.wake.clone()
    }

    /// Syncs now, at each wake, at each head that the server announces, and at intervals.
    ///
    /// Ends when it is cancelled, when this device was revoked, and at the server of another clinic.
    pub async fn run(
        &self,
        stop: &Stop,
        mut report_event: impl FnMut(Watched<R::Error>),
    ) -> Error<R::Error> {
        let mut retry = RETRY_FIRST;
        loop {
            let wait = match self.follow(stop, &mut report_event).await {
                Ok(()) => {
                    retry = RETRY_FIRST;
                    RETRY_FIRST
                }
                Err(error) if error.is_final() => return error,
                Err(error) => {
                    report_event(Watched::Failed(error));
                    let wait = retry;
                    retry = (retry * 2).min(POLL_EVERY);
                    wait
                }
            };
            tokio::select! {
                () = stop.asked() => return Error::Stopped,
                () = self.wake.notified() => {}
                () = tokio::time::sleep(wait) => {}
            }
        }
    }

    /// Follows one connection of the stream. Ok when it ended, as streams do.
    async fn follow(
        &self,
        stop: &Stop,
        report_event: &mut impl FnMut(Watched<R::Error>),
    ) -> Result<(), Error<R::Error>> {
        let mut position = self.sync(stop, report_event).await?.position;
        let session = &self.engine.session;
        let head_events = session
            .call(stop, |bearer| session.protocol.live(bearer))
            .await;
        let mut head_events = match head_events {
            Ok(head_events) => {
                report_event(Watched::Live);
                head_events
            }
            // a server or proxy that cannot stream is polled
            Err(Error::Refused(Code::NotFound) | Error::NotOurs) => {
                return self.poll(stop, report_event).await;
            }
            Err(error) => return Err(error),
        };
        let mut due = Instant::now() + POLL_LIVE_EVERY;
        // the head after the last push of this device
        let mut own = None;
        let mut sync_to_disk_at = None;
        loop {
            let synced_to_disk = async {
                match sync_to_disk_at {
                    Some(at) => sleep_until(at).await,
                    None => std::future::pending().await,
                }
            };
            let report = tokio::select! {
                () = stop.asked() => return Err(Error::Stopped),
                () = self.wake.notified() => {
                    let report = self.engine.send(stop).await?;
                    own = report.pushed_to;
                    if report.accepted == 0 {
                        // woken with an empty queue: a user has signed in at the server, so pull
                        due = Instant::now();
                        continue;
                    }
                    due = due.min(Instant::now() + OWN_ROWS_WITHIN);
                    report
                }
                () = sleep_until(due) => {
                    due = Instant::now() + POLL_LIVE_EVERY;
                    sync_to_disk_at = None;
                    self.engine.sync(stop).await?
                }
                () = synced_to_disk => {
                    sync_to_disk_at = None;
                    self.engine.sync_to_disk().await?;
                    continue;
                }
                head = head_events.next() => match head {
                    Some(Ok(head)) if [own, position].contains(&Some(head)) => continue,
                    Some(Ok(_)) => {
                        let report = self.engine.fetch(stop).await?;
                        sync_to_disk_at = sync_to_disk_at.or(Some(Instant::now() + SYNC_TO_DISK_WITHIN));
                        if report.waiting.groups > 0 {
                            due = due.min(Instant::now() + OWN_ROWS_WITHIN);
                        }
                        report
                    }
                    Some(Err(error)) => return Err(error.widen()),
                    None => return Ok(()),
                },
            };
            position = report.position.or(position);
            synced(report, report_event)?;
        }
    }

    async fn poll(
        &self,
        stop: &Stop,
        report_event: &mut impl FnMut(Watched<R::Error>),
    ) -> Result<(), Error<R::Error>> {
        tokio::select! {
            () = stop.asked() => return Err(Error::Stopped),
            () = self.wake.notified() => {}
            () = tokio::time::sleep(POLL_EVERY) => {}
        }
        self.sync(stop, report_event).await.map(drop)
    }

    async fn sync(
        &self,
        stop: &Stop,
        report_event: &mut impl FnMut(Watched<R::Error>),
    ) -> Result<Report, Error<R::Error>> {
        synced(self.engine.sync(stop).await?, report_event)
    }
}

/// Reports a sync. One after which a revoked device has nothing left was the last; one that still has to send something
/// is repeated.
fn synced<E>(
    report: Report,
    report_event: &mut impl FnMut(Watched<E>),
) -> Result<Report, Error<E>> {
    report_event(Watched::Synced(report));
    match (report.revoked, report.erased) {
        (true, true) => Err(Error::Refused(Code::DeviceRevoked)),
        (true, false) => Err(Error::Refused(Code::Busy)),
        (false, _) => Ok(report),
    }
}
