//! Home: the tail until it is at the head, and fills beside it, the next page fetched while one is applied.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use sync_contract::fail_point;
use sync_contract::messages::{Pull, PullPage};
use sync_contract::service::{Protocol, PullPosition, Replica, Waiting};

use crate::error::{Error, ServerError};
use crate::progress::Tally;
use crate::session::Session;
use crate::stop::Stop;

/// A page and its cursor are one transaction, which should hold others up no longer than this.
const APPLY_WITHIN: Duration = Duration::from_millis(40);
const ROWS_FIRST: u32 = 500;
const ROWS_MIN: u32 = 50;
const ROWS_MAX: u32 = 2_000;
/// After so many pages of a fill the tail is looked at again.
const BOOTSTRAP_PAGES_BETWEEN_TAILS: u32 = 16;

/// What one way home leaves for the next.
pub(crate) struct Inbound {
    /// How many rows this machine applies in the time that a page may take.
    rows_max: AtomicU32,
    /// Where the last page has left the replica, which then need not be asked. None after whatever went wrong.
    left_at: Mutex<Option<PullPosition>>,
}

impl Inbound {
    pub fn new() -> Self {
        Self {
            rows_max: AtomicU32::new(ROWS_FIRST),
            left_at: Mutex::new(None),
        }
    }

    fn take(&self) -> Option<PullPosition> {
        self.left_at().take()
    }

    fn leave(&self, position: PullPosition) {
        *self.left_at() = Some(position);
    }

    fn left_at(&self) -> MutexGuard<'_, Option<PullPosition>> {
        // it is replaced as a whole
        self.left_at.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn rows_max(&self) -> u32 {
        self.rows_max.load(Ordering::Relaxed)
    }

    fn learn(&self, rows: usize, took: Duration) {
        // a small page says more about the transaction than about its rows
        if rows < ROWS_MIN as usize {
            return;
        }
        let fits = rows as f64 * APPLY_WITHIN.as_secs_f64() / took.as_secs_f64().max(1e-6);
        let next = (f64::from(self.rows_max()) + fits) / 2.0;
        let next = next.clamp(f64::from(ROWS_MIN), f64::from(ROWS_MAX)) as u32;
        self.rows_max.store(next, Ordering::Relaxed);
    }
}

/// Answers what still waits here, where the last page has told.
pub(crate) async fn pull_all<P, R>(
    session: &Session<P, R>,
    way: &Inbound,
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
    let mut tail_done = false;
    let mut bootstrap_pages = 0;
    let mut position = match way.take() {
        Some(position) => position,
        None => session.store.run(|replica| replica.next_pull()).await?,
    };
    loop {
        let Some(wanted) = next_request(&position, tail_done, way.rows_max()) else {
            tally.count(|report| {
                report.at_head = true;
                report.stands_at = position.cursor;
            });
            way.leave(position);
            return Ok(waiting);
        };
        let (pull, page) = match ahead.take() {
            Some((pull, page)) if same_place(&pull, &wanted) => (pull, page),
            _ => fetch(wanted).await?,
        };
        if pull.bootstrap.is_some() {
            bootstrap_pages += 1;
            tail_done = bootstrap_pages % BOOTSTRAP_PAGES_BETWEEN_TAILS != 0;
        } else {
            tail_done = page.cursor == page.head;
        }
        let following = following(&pull, &page, way.rows_max());
        let rows = page.rows.len();
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
        way.learn(rows, took);
        tally.count(|report| {
            report.rows += applied.rows;
            report.quarantined += applied.quarantined;
            report.revoked |= applied.revoked;
        });
        if applied.revoked {
            return Ok(None);
        }
        ahead = next.transpose()?;
    }
}

/// The tail first, then a fill; none when both are done.
fn next_request(position: &PullPosition, tail_done: bool, rows_max: u32) -> Option<Pull> {
    if tail_done && position.bootstrap.is_none() {
        return None;
    }
    Some(Pull {
        cursor: position.cursor,
        bootstrap: position.bootstrap.clone().filter(|_| tail_done),
        control_position: position.control_position,
        rows_max,
    })
}

/// What will be asked once `page` is applied, as far as that can be told from the page.
fn following(pull: &Pull, page: &PullPage, rows_max: u32) -> Option<Pull> {
    let goes_on = match pull.bootstrap {
        Some(_) => page.bootstrap.is_some(),
        None => page.cursor != page.head,
    };
    let seen = page.control.iter().map(|item| item.number);
    goes_on.then(|| Pull {
        cursor: Some(page.cursor),
        bootstrap: page.bootstrap.clone(),
        control_position: seen.fold(pull.control_position, u64::max),
        rows_max,
    })
}

fn same_place(one: &Pull, other: &Pull) -> bool {
    (&one.cursor, &one.bootstrap, one.control_position)
        == (&other.cursor, &other.bootstrap, other.control_position)
}
