//! HeadEvents as they move, and a sync for each of them.

use std::sync::Arc;
use std::time::Duration;

use data_encoding::HEXLOWER_PERMISSIVE;
use futures_util::StreamExt;
use futures_util::stream::{self, BoxStream};
use sync_contract::protocol::Replica;
use sync_contract::pull::Cursor;
use sync_contract::{Code, Wire};
use tokio::sync::Notify;
use tokio::time::{Instant, sleep_until};

use crate::engine::SyncEngine;
use crate::error::{Error, ServerError};
use crate::http::Live;
use crate::progress::Report;
use crate::stop::Stop;

/// The polling interval without a stream ...
const POLL_EVERY: Duration = Duration::from_secs(30);
/// ... and with one that has gone deaf unnoticed, at least this often.
const POLL_LIVE_EVERY: Duration = Duration::from_secs(300);
/// What came live is on the disk a moment later, and more of it together.
const SYNC_TO_DISK_WITHIN: Duration = Duration::from_millis(250);
/// This device's own rows are pulled, and its audit log pushed, a moment after its push: several pushes together.
const OWN_ROWS_WITHIN: Duration = Duration::from_millis(250);
const RETRY_FIRST: Duration = Duration::from_secs(1);
const RETRY_MAX: Duration = Duration::from_secs(60);
/// One event is far shorter; what is longer is not ours.
const LINE_BYTES_MAX: usize = 4096;

/// Server-sent events, read as cursors.
pub(crate) struct HeadEvents<'a> {
    chunks: BoxStream<'a, Result<Vec<u8>, ServerError>>,
    lines: Lines,
}

impl HeadEvents<'static> {
    pub fn new<B: AsRef<[u8]> + Send + 'static>(
        chunks: BoxStream<'static, Result<B, ServerError>>,
    ) -> Self {
        let chunks = chunks
            .map(|chunk| chunk.map(|bytes| bytes.as_ref().to_vec()))
            .boxed();
        Self {
            chunks,
            lines: Lines::default(),
        }
    }

    pub fn into_stream(self) -> BoxStream<'static, Result<Cursor, ServerError>> {
        stream::try_unfold(self, |mut head_events| async move {
            loop {
                if let Some(cursor) = head_events.lines.next_head()? {
                    return Ok(Some((cursor, head_events)));
                }
                match head_events.chunks.next().await {
                    Some(chunk) => head_events.lines.take(&chunk?)?,
                    None => return Ok(None),
                }
            }
        })
        .boxed()
    }
}

/// Turns pieces of any size into events.
#[derive(Default)]
struct Lines {
    unread: Vec<u8>,
    is_head: bool,
    data: String,
}

impl Lines {
    fn take(&mut self, chunk: &[u8]) -> Result<(), ServerError> {
        self.unread.extend_from_slice(chunk);
        let newest = self.unread.iter().rev().position(|byte| *byte == b'\n');
        if newest.unwrap_or(self.unread.len()) > LINE_BYTES_MAX {
            return Err(Error::NotOurs);
        }
        Ok(())
    }

    fn next_head(&mut self) -> Result<Option<Cursor>, ServerError> {
        while let Some(end) = self.unread.iter().position(|byte| *byte == b'\n') {
            let line: Vec<u8> = self.unread.drain(..=end).collect();
            let line = std::str::from_utf8(&line).map_err(|_| Error::NotOurs)?;
            match line.trim_end().split_once(':') {
                Some(("event", name)) => self.is_head = name.trim() == "head",
                Some(("data", data)) => self.data = data.trim().to_owned(),
                _ if line.trim_end().is_empty() => {
                    let data = std::mem::take(&mut self.data);
                    if std::mem::take(&mut self.is_head) {
                        return cursor_of(&data).map(Some).ok_or(Error::TooOld);
                    }
                }
                _ => {}
            }
        }
        Ok(None)
    }
}

fn cursor_of(hexadecimal: &str) -> Option<Cursor> {
    let bytes = HEXLOWER_PERMISSIVE.decode(hexadecimal.as_bytes()).ok()?;
    Cursor::from_bytes(&bytes).ok()
}

/// What happened to a watched device, as it happens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Watched<E> {
    /// A sync ended well.
    Synced(Report),
    /// One did not; it is tried again when that may help.
    Failed(Error<E>),
    /// Changes of others now arrive as they are made.
    Live,
}

/// Keeps a device in step with its server for as long as it runs.
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

    /// To be notified after each local change, so that it goes up at once.
    pub fn wake(&self) -> Arc<Notify> {
        self.wake.clone()
    }

    /// Syncs now, at each wake, at each head that the server announces, and at intervals.
    ///
    /// Ends when it is cancelled, or at an error that a retry does not mend.
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
                Err(error) if error.passes() => {
                    report_event(Watched::Failed(error));
                    let wait = retry.min(POLL_EVERY);
                    retry = (retry * 2).min(RETRY_MAX);
                    wait
                }
                Err(error) => return error,
            };
            tokio::select! {
                () = stop.asked() => return Error::Stopped,
                () = self.wake.notified() => {}
                () = tokio::time::sleep(wait) => {}
            }
        }
    }

    /// One life of the stream: Ok when it ended, as streams do.
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
            // a server or something before it that cannot stream is polled
            Err(Error::Refused(Code::NotFound) | Error::NotOurs) => {
                return self.poll(stop, report_event).await;
            }
            Err(error) => return Err(error),
        };
        let mut due = Instant::now() + POLL_LIVE_EVERY;
        // where the last push of this device left the server
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
                        // woken without a queue: a user has signed in at the server, so pull
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
            report_event(Watched::Synced(report));
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
        let report = self.engine.sync(stop).await?;
        report_event(Watched::Synced(report));
        Ok(report)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use uuid::Uuid;

    fn cursor() -> Cursor {
        Cursor {
            timeline: Uuid::from_u128(3),
            seq: 258,
            history_mark: Uuid::from_u128(4),
        }
    }

    fn event() -> String {
        let bytes = cursor().to_bytes();
        let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        format!("event: head\ndata: {digits}\n\n")
    }

    async fn head_events(pieces: Vec<Vec<u8>>) -> Vec<Result<Cursor, ServerError>> {
        let pieces = stream::iter(pieces.into_iter().map(Ok)).boxed();
        HeadEvents::new(pieces).into_stream().collect().await
    }

    #[tokio::test]
    async fn events_are_read_from_pieces_of_any_size() {
        let text = format!(":\n\n{}event: other\ndata: 1\n\n{}", event(), event());
        for size in [1, 7, 64, 1000] {
            let pieces = text.as_bytes().chunks(size).map(<[u8]>::to_vec);
            assert_eq!(
                head_events(pieces.collect()).await,
                [Ok(cursor()), Ok(cursor())]
            );
        }
    }

    #[tokio::test]
    async fn what_is_no_event_of_ours_ends_the_stream() {
        let broken = head_events(vec![b"event: head\ndata: zz\n\n".to_vec()]).await;
        assert_eq!(broken, [Err(Error::TooOld)]);
        let endless = head_events(vec![vec![b'a'; LINE_BYTES_MAX + 1]]).await;
        assert_eq!(endless, [Err(Error::NotOurs)]);
    }
}
