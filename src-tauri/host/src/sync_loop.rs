//! Changes go to the server and come from it for as long as a program runs.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, Instant};

use clinic::ProblemCode;
use clinic::sync::status::Carrier;
use clinic::view::count;
use sync_client::{HttpProtocol, Report, ServerError, Stop, Stopper, Watch, Watched};
use sync_contract::Code;
use sync_contract::messages::SignIn;
use tokio::sync::Notify;
use vault::{SyncLock, Vault};

use crate::error::{Error, Result};
use crate::link::Link;

/// How often a loop that has not begun asks for the sync lock.
const ASK_LOCK_EVERY: Duration = Duration::from_secs(1);
/// How often a caller that waits for the loop looks whether it has begun.
const LOOK_EVERY: Duration = Duration::from_millis(250);
/// How often the server is asked what waits for a review.
const REVIEWS_EVERY: Duration = Duration::from_secs(60);
/// How often a running sync says how far it has come.
const PROGRESS_EVERY: Duration = Duration::from_millis(250);

/// What a sync loop reports to the program that runs it.
#[derive(Debug)]
pub enum SyncEvent {
    /// A sync ended well.
    Synced(Report),
    /// One did not; it is tried again, unless this is the last event.
    Failed(Error),
    /// Changes of others now arrive as they are made.
    Live,
    /// The running sync has come further.
    Progress,
}

/// The running sync of one clinic with its server.
pub struct SyncLoop {
    link: Arc<Link>,
    watch: Watch<HttpProtocol, Vault>,
    wake: Arc<Notify>,
    last: Mutex<Last>,
    /// The user who signed in and has not been announced at the server.
    arriving: Mutex<Option<SignIn>>,
    reviews_asked: Mutex<Option<Instant>>,
    stop: Mutex<(Stopper, Stop)>,
    has_lock: AtomicBool,
    is_over: AtomicBool,
}

/// How the last sync ended.
#[derive(Default)]
struct Last {
    report: Report,
    cause: Option<ProblemCode>,
    /// Since the program runs.
    server_restored: bool,
    renumbered: bool,
}

impl SyncLoop {
    pub fn new(link: Link) -> Arc<Self> {
        let watch = link.watch();
        Arc::new(Self {
            link: Arc::new(link),
            wake: watch.wake(),
            watch,
            last: Mutex::default(),
            arriving: Mutex::default(),
            reviews_asked: Mutex::default(),
            stop: Mutex::new(Stopper::new()),
            has_lock: AtomicBool::new(false),
            is_over: AtomicBool::new(false),
        })
    }

    pub fn link(&self) -> Arc<Link> {
        self.link.clone()
    }

    /// Waits for the sync lock and keeps the clinic in step until [`SyncLoop::end`]. After a revocation, and at the
    /// server of another clinic, nothing is tried before the next wake.
    pub async fn run(&self, on_event: impl Fn(SyncEvent)) {
        let Some(_lock) = self.first_lock().await else {
            return;
        };
        self.has_lock.store(true, Ordering::Release);
        loop {
            let stop = self.renew_stop();
            // asked after there is a new stop: an end from now on stops this one
            if self.is_over() {
                return;
            }
            let ended = self.follow(&stop, &on_event).await;
            if !matches!(ended, Error::Server(ServerError::Stopped)) {
                self.note(&ended);
                on_event(SyncEvent::Failed(ended));
            }
            // the wake of the end may have been the one that the watch took
            if self.is_over() {
                return;
            }
            self.wake.notified().await;
        }
    }

    /// Keeps the clinic in step until it is stopped, this device was revoked, or the server is that of another clinic.
    /// Everything else is reported and tried again. The caller has the sync lock.
    pub async fn follow(&self, stop: &Stop, on_event: &impl Fn(SyncEvent)) -> Error {
        let revoked = Notify::new();
        let watching = self.watch.run(stop, |watched| {
            let event = match watched {
                Watched::Synced(report) => {
                    self.note_report(report);
                    SyncEvent::Synced(report)
                }
                Watched::Failed(error) => {
                    let error = Error::from(error);
                    if error.code() == ProblemCode::Revoked {
                        // another program of this device received it, and erased the file
                        return revoked.notify_one();
                    }
                    self.note(&error);
                    SyncEvent::Failed(error)
                }
                Watched::Live => SyncEvent::Live,
            };
            on_event(event);
        });
        tokio::select! {
            ended = watching => ended.into(),
            () = revoked.notified() => vault::Error::Revoked.into(),
            never = self.report_progress(on_event) => match never {},
        }
    }

    async fn report_progress(&self, on_event: &impl Fn(SyncEvent)) -> std::convert::Infallible {
        let mut progress = self.link.progress();
        while progress.changed().await.is_ok() {
            tokio::time::sleep(PROGRESS_EVERY).await;
            on_event(SyncEvent::Progress);
        }
        std::future::pending().await
    }

    /// One program at a time syncs a file; none when the loop has ended meanwhile.
    async fn first_lock(&self) -> Option<SyncLock> {
        while !self.is_over() {
            match self.link.try_lock().await {
                Ok(Some(lock)) => return Some(lock),
                Ok(None) => {}
                Err(error) => tracing::warn!(%error, "the sync lock cannot be taken"),
            }
            tokio::time::sleep(ASK_LOCK_EVERY).await;
        }
        None
    }

    /// Wakes the loop: something waits to be sent, or what is new is asked for.
    pub fn wake(&self) {
        self.wake.notify_one();
    }

    /// Ends the present sync; what was exchanged stays exchanged.
    pub fn stop(&self) {
        guard(&self.stop).0.stop();
    }

    /// Ends the loop, which frees the sync lock.
    pub fn end(&self) {
        self.is_over.store(true, Ordering::Release);
        self.stop();
        self.wake();
    }

    fn is_over(&self) -> bool {
        self.is_over.load(Ordering::Acquire)
    }

    fn renew_stop(&self) -> Stop {
        let (stopper, stop) = Stopper::new();
        *guard(&self.stop) = (stopper, stop.clone());
        stop
    }

    /// Returns what the loop knows of the sync and the vault does not.
    pub fn carrier(&self) -> Carrier {
        let now = self.link.progress().borrow().report;
        let last = guard(&self.last);
        Carrier {
            is_running: now != last.report,
            sent: count(now.accepted),
            cause: last.cause,
            server_restored: last.server_restored,
            renumbered: last.renumbered,
        }
    }

    /// Waits until this loop has the sync lock.
    ///
    /// # Errors
    /// `SyncBusy` while another program has had it for all of `patience`.
    pub async fn ready(&self, patience: Duration) -> Result<()> {
        let mut waited = Duration::ZERO;
        while !self.has_lock.load(Ordering::Acquire) {
            if waited >= patience {
                return Err(Error::SyncBusy);
            }
            tokio::time::sleep(LOOK_EVERY).await;
            waited += LOOK_EVERY;
        }
        Ok(())
    }

    /// Sends all that waits and receives all that is new, now.
    ///
    /// # Errors
    /// `SyncBusy`; those of [`Link::sync`].
    pub async fn now(&self, patience: Duration) -> Result<Report> {
        self.ready(patience).await?;
        // wakes a loop that gave up, too
        self.wake();
        let stop = guard(&self.stop).1.clone();
        let stop = if stop.is_asked() { Stop::never() } else { stop };
        let synced = self.link.sync(&stop).await;
        match &synced {
            Ok(report) => self.note_report(*report),
            Err(error) => self.note(error),
        }
        synced
    }

    fn note_report(&self, report: Report) {
        let mut last = guard(&self.last);
        (last.report, last.cause) = (report, None);
        last.server_restored |= report.server_restored;
        last.renumbered |= report.renumbered;
    }

    fn note(&self, error: &Error) {
        let report = self.link.progress().borrow().report;
        let mut last = guard(&self.last);
        (last.report, last.cause) = (report, Some(error.code()));
        last.server_restored |= report.server_restored;
        last.renumbered |= report.renumbered;
    }

    /// Notes the user who has signed in here, to be announced at the server by the next [`SyncLoop::announce`].
    pub fn set_user(&self, call: Option<SignIn>) {
        *guard(&self.arriving) = call;
    }

    /// Asks the server what waits for a review, where that was not asked within the last minute.
    pub async fn ask_reviews(&self) {
        let is_recent = |asked: Instant| asked.elapsed() < REVIEWS_EVERY;
        {
            let mut asked = guard(&self.reviews_asked);
            if asked.is_some_and(is_recent) {
                return;
            }
            *asked = Some(Instant::now());
        }
        self.link.note_reviews().await;
    }

    /// Announces at the server the user who has signed in here; where it does not answer, the next call tries again.
    /// Returns whether no user is left to be announced.
    pub async fn announce(&self) -> bool {
        let Some(call) = guard(&self.arriving).take() else {
            return true;
        };
        match self.link.sign_in(call.clone()).await {
            Ok(()) => {
                self.wake();
                return true;
            }
            Err(error) if is_passing(&error) => {
                guard(&self.arriving).get_or_insert(call);
            }
            Err(error) => self.note(&error),
        }
        false
    }
}

/// The user's own row may still be on its way to the server.
fn is_passing(error: &Error) -> bool {
    match error {
        Error::Server(ServerError::Refused(Code::NotFound)) => true,
        Error::Server(error) => error.passes(),
        _ => false,
    }
}

fn guard<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // each value is replaced at once, so a panic elsewhere leaves it as it was
    mutex.lock().unwrap_or_else(|broken| broken.into_inner())
}
