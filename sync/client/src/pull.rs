//! Pull: the feed until it is at the head, then bootstraps; the next page is fetched while one is applied.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use sync_contract::Code;
use sync_contract::fail_point;
use sync_contract::messages::{FetchRows, Pull, PullPage};
use sync_contract::protocol::{Protocol, PullPosition, Replica, Waiting};

use crate::error::{Error, ServerError};
use crate::progress::Tally;
use crate::session::Session;
use crate::stop::Stop;

/// A page and its cursor are one transaction, which should block others no longer than this.
const APPLY_WITHIN: Duration = Duration::from_millis(40);
const ROWS_FIRST: u32 = 500;
const ROWS_MIN: u32 = 50;
const ROWS_MAX: u32 = 2_000;
/// After so many pages of a bootstrap the feed is pulled again.
const BOOTSTRAP_PAGES_BETWEEN_FEED_PAGES: u32 = 16;

/// So often one sync asks for rows again; the next one goes on.
const FETCHES_MAX: u32 = 20;

/// State that one pull leaves for the next.
pub(crate) struct Inbound {
    /// How many rows this machine applies within [`APPLY_WITHIN`].
    rows_max: AtomicU32,
    /// The position after the last page, so that the replica need not be queried; none after an error.
    last_position: Mutex<Option<PullPosition>>,
}

impl Inbound {
    pub fn new() -> Self {
        Self {
            rows_max: AtomicU32::new(ROWS_FIRST),
            last_position: Mutex::new(None),
        }
    }

    fn take(&self) -> Option<PullPosition> {
        self.last_position().take()
    }

    /// Forgets the position: the device has pushed something, or goes on under another number.
    pub fn forget(&self) {
        self.take();
    }

    fn put(&self, position: PullPosition) {
        *self.last_position() = Some(position);
    }

    fn last_position(&self) -> MutexGuard<'_, Option<PullPosition>> {
        // the value is only ever replaced, so a poisoned lock is still valid
        self.last_position
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn rows_max(&self) -> u32 {
        self.rows_max.load(Ordering::Relaxed)
    }

    fn learn(&self, rows: usize, took: Duration) {
        // the time of a small page depends on the transaction more than on its rows
        if rows < ROWS_MIN as usize {
            return;
        }
        let fits = rows as f64 * APPLY_WITHIN.as_secs_f64() / took.as_secs_f64().max(1e-6);
        let next = (f64::from(self.rows_max()) + fits) / 2.0;
        let next = next.clamp(f64::from(ROWS_MIN), f64::from(ROWS_MAX)) as u32;
        self.rows_max.store(next, Ordering::Relaxed);
    }
}

/// Pulls to the head and returns what still waits on the device, if the last page had it.
pub(crate) async fn pull_all<P, R>(
    session: &Session<P, R>,
    inbound: &Inbound,
    stop: &Stop,
    tally: &Tally,
) -> Result<Option<Waiting>, Error<R::Error>>
where
    P: Protocol<Error = ServerError>,
    R: Replica + Send + 'static,
    R::Error: Send + 'static,
{
    let fetch = async |pull: Pull| {
        let answer = session.insist(stop, |bearer| {
            session.protocol.pull(Some(bearer), pull.clone())
        });
        answer.await.map(|page| (pull.clone(), page))
    };
    let mut waiting = None;
    let mut ahead: Option<(Pull, PullPage)> = None;
    let mut feed_done = false;
    let mut bootstrap_pages = 0;
    let (mut position, mut pushed_to) = match inbound.take() {
        // nothing was pushed since
        Some(position) => (position, None),
        None => {
            let read = |replica: &mut R| Ok((replica.next_pull()?, replica.pushed_to()?));
            session.store.run(read).await?
        }
    };
    loop {
        let Some(wanted) = next_request(&position, feed_done, inbound.rows_max()) else {
            tally.count(|report| {
                report.at_head = true;
                report.position = position.cursor;
            });
            inbound.put(position);
            return Ok(waiting);
        };
        let (pull, page) = match ahead.take() {
            Some((pull, page)) if is_same_request(&pull, &wanted) => (pull, page),
            _ => fetch(wanted).await?,
        };
        if pull.bootstrap.is_some() {
            bootstrap_pages += 1;
            feed_done = bootstrap_pages % BOOTSTRAP_PAGES_BETWEEN_FEED_PAGES != 0;
        } else {
            feed_done = page.cursor == page.head;
        }
        let following = following(&pull, &page, inbound.rows_max());
        let rows = page.rows.len();
        let head = page.head;
        fail_point::reach("client.pull.after_answer");
        let apply = session.store.run(move |replica| {
            let started = Instant::now();
            let applied = replica.apply(&pull, &page)?;
            let took = started.elapsed();
            let position = replica.next_pull()?;
            let is_last = page.cursor == page.head && position.bootstrap.is_none();
            let waiting = is_last.then(|| replica.waiting()).transpose()?;
            Ok((applied, took, page, (position, waiting)))
        });
        let (applied, next) = tokio::join!(apply, async {
            match following {
                Some(pull) => Some(fetch(pull).await),
                None => None,
            }
        });
        let (applied, took, page, after) = applied?;
        (position, waiting) = after;
        if rows > ROWS_MIN as usize {
            // thousands of rows take a while to free; the next page need not wait for that
            drop(tokio::task::spawn_blocking(move || drop(page)));
        }
        inbound.learn(rows, took);
        tally.count(|report| {
            report.rows += applied.rows;
            report.quarantined += applied.quarantined;
            report.rejected = report.rejected.saturating_sub(applied.purged);
            report.purged += applied.purged;
            report.revoked |= applied.revoked;
        });
        if applied.revoked {
            return Ok(None);
        }
        ahead = next.transpose()?;
        // followed past the head of the last push, of which the server may be a restored one that never had it
        if feed_done
            && let Some(pushed_to) = pushed_to.take().filter(|pushed_to| *pushed_to != head)
        {
            fetch(Pull {
                cursor: Some(pushed_to),
                bootstrap: None,
                control_position: position.control_position,
                rows_max: 1,
            })
            .await?;
            let note = move |replica: &mut R| replica.note_pushed_to_known(pushed_to);
            session.store.run(note).await?;
        }
    }
}

/// Asks the server whether it has anything that this device has not; nothing is applied.
pub(crate) async fn is_at_head<P, R>(
    session: &Session<P, R>,
    stop: &Stop,
) -> Result<bool, Error<R::Error>>
where
    P: Protocol<Error = ServerError>,
    R: Replica + Send + 'static,
    R::Error: Send + 'static,
{
    let position = session.store.run(|replica| replica.next_pull()).await?;
    // a first pull begins at the server, too
    if position.cursor.is_none() || position.bootstrap.is_some() {
        return Ok(false);
    }
    let pull = Pull {
        cursor: position.cursor,
        bootstrap: None,
        control_position: position.control_position,
        rows_max: 1,
    };
    let ask = |bearer| session.protocol.pull(Some(bearer), pull.clone());
    match session.call(stop, ask).await {
        Ok(page) => Ok(page.control.is_empty() && position.cursor == Some(page.head)),
        // whoever syncs this device comes again, or brings the server what it has lost
        Err(Error::Refused(Code::Busy | Code::UnknownCursor | Code::AlreadyConnected)) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Asks for rows again that the replica cannot use as it has them, and applies what the server has of them by now.
pub(crate) async fn fetch_again<P, R>(
    session: &Session<P, R>,
    stop: &Stop,
    tally: &Tally,
) -> Result<(), Error<R::Error>>
where
    P: Protocol<Error = ServerError>,
    R: Replica + Send + 'static,
    R::Error: Send + 'static,
{
    for _ in 0..FETCHES_MAX {
        let rows = session.store.run(|replica| replica.rows_to_fetch()).await?;
        if rows.is_empty() {
            break;
        }
        let mut call = FetchRows { rows };
        let fetch = |bearer| session.protocol.fetch_rows(Some(bearer), call.clone());
        let fetched = match session.insist(stop, fetch).await {
            // a server of an earlier version: a later one is asked
            Err(Error::Refused(Code::NotFound)) => break,
            fetched => fetched?,
        };
        let answered = usize::try_from(fetched.answered).unwrap_or(usize::MAX);
        if answered == 0 {
            break;
        }
        call.rows.truncate(answered);
        let apply = move |replica: &mut R| replica.apply_fetched(&call, &fetched);
        let applied = session.store.run(apply).await?;
        tally.count(|report| {
            report.rows += applied.rows;
            report.rejected = report.rejected.saturating_sub(applied.purged);
            report.purged += applied.purged;
        });
    }
    Ok(())
}

/// Returns the next request: the feed first, then a bootstrap; none when both are done.
fn next_request(position: &PullPosition, feed_done: bool, rows_max: u32) -> Option<Pull> {
    if feed_done && position.bootstrap.is_none() {
        return None;
    }
    Some(Pull {
        cursor: position.cursor,
        bootstrap: position.bootstrap.clone().filter(|_| feed_done),
        control_position: position.control_position,
        rows_max,
    })
}

/// Returns the request that follows `page`, as far as the page determines it.
fn following(pull: &Pull, page: &PullPage, rows_max: u32) -> Option<Pull> {
    let goes_on = match pull.bootstrap {
        Some(_) => page.bootstrap.is_some(),
        None => page.cursor != page.head,
    };
    let numbers = page.control.iter().map(|item| item.number);
    goes_on.then(|| Pull {
        cursor: Some(page.cursor),
        bootstrap: page.bootstrap.clone(),
        control_position: numbers.fold(pull.control_position, u64::max),
        rows_max,
    })
}

fn is_same_request(one: &Pull, other: &Pull) -> bool {
    (&one.cursor, &one.bootstrap, one.control_position)
        == (&other.cursor, &other.bootstrap, other.control_position)
}
