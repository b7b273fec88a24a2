//! One sync: push and pull at the same time, neither waiting for the other.

use sync_contract::Code;
use sync_contract::messages::{
    DeviceRenumber, EnrolCreate, GivenNumber, SignIn, SignInAnswer, Verdict,
};
use sync_contract::protocol::{Protocol, Replica};
use sync_contract::review::{ReviewDecide, ReviewFetch, ReviewList, ReviewListAnswer};
use tokio::sync::{Mutex, watch};

use crate::error::{Error, ServerError};
use crate::progress::{Progress, Report, Tally};
use crate::pull::{Inbound, fetch_again, is_at_head, pull_all};
use crate::push::{is_audit_refused_for_good, push_all, push_audit, push_groups};
use crate::session::Session;
use crate::stop::Stop;
use crate::store::Store;

/// Numbers that are left out where the server may have been restored from an older backup: it may have given some of
/// them since, to devices that it does not remember.
const NUMBERS_LOST_MAX: u32 = 100;

/// The direction of a sync.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Direction {
    /// Push and pull at once.
    Both,
    /// The queue alone; a full sync follows soon.
    Push,
    /// Pull alone, after an event of the live stream.
    Pull,
}

/// A device and its server. Several callers may ask for a sync; one runs at a time.
pub struct SyncEngine<P, R> {
    pub(crate) session: Session<P, R>,
    inbound: Inbound,
    progress: watch::Sender<Progress>,
    /// Locked by the running sync; inside, the number and the report of the last full one that succeeded.
    running: Mutex<(u64, Report)>,
    started: watch::Sender<(u64, Direction)>,
}

impl<P, R> SyncEngine<P, R>
where
    P: Protocol<Error = ServerError>,
    R: Replica + Send + 'static,
    R::Error: Send + 'static,
{
    pub fn new(protocol: P, store: Store<R>) -> Self {
        Self {
            session: Session::new(protocol, store),
            inbound: Inbound::new(),
            progress: watch::Sender::new(Progress::default()),
            running: Mutex::new((0, Report::default())),
            started: watch::Sender::new((0, Direction::Both)),
        }
    }

    pub fn protocol(&self) -> &P {
        &self.session.protocol
    }

    /// Returns the progress of the running sync, or the report of the last one.
    pub fn progress(&self) -> watch::Receiver<Progress> {
        self.progress.subscribe()
    }

    /// Pushes all that waits and pulls all that is new.
    ///
    /// A second caller joins the running sync and gets its report, unless something was queued too late for it.
    /// # Errors
    /// Any of [`Error`]; what was done until then stays done.
    pub async fn sync(&self, stop: &Stop) -> Result<Report, Error<R::Error>> {
        self.join_or_run(Direction::Both, stop).await
    }

    /// Pushes what waits and pulls nothing, unless the server refuses: a revoked device learns that from a pull.
    pub(crate) async fn send(&self, stop: &Stop) -> Result<Report, Error<R::Error>> {
        self.join_or_run(Direction::Push, stop).await
    }

    /// Pulls what is new and pushes nothing.
    pub(crate) async fn fetch(&self, stop: &Stop) -> Result<Report, Error<R::Error>> {
        self.join_or_run(Direction::Pull, stop).await
    }

    /// Returns whether the server has nothing that this device has not, as another program that syncs it will have
    /// fetched; fetches nothing.
    ///
    /// # Errors
    /// Any of [`Error`].
    pub async fn is_at_head(&self, stop: &Stop) -> Result<bool, Error<R::Error>> {
        is_at_head(&self.session, stop).await
    }

    /// Syncs what was pulled to the disk.
    pub(crate) async fn sync_to_disk(&self) -> Result<(), Error<R::Error>> {
        self.session
            .store
            .run(|replica| replica.sync_to_disk())
            .await
    }

    async fn join_or_run(
        &self,
        direction: Direction,
        stop: &Stop,
    ) -> Result<Report, Error<R::Error>> {
        let joined = match self.running.try_lock() {
            Ok(running) => return self.run(running, direction, stop).await,
            Err(_) => *self.started.borrow(),
        };
        let running = tokio::select! {
            biased;
            () = stop.asked() => return Err(Error::Stopped),
            running = self.running.lock() => running,
        };
        let (done, report) = *running;
        let is_full = (direction, joined.1) == (Direction::Both, Direction::Both);
        if is_full && done >= joined.0 {
            // groups that are pending at the end of a sync were deferred by the server, or queued too late for it; rows
            // that the server is still to be asked for were named too late
            let is_done = |replica: &mut R| {
                let waits = replica.waiting()?.groups > 0 || !replica.rows_to_fetch()?.is_empty();
                Ok(!waits && replica.next_pull()?.cursor.is_some())
            };
            if self.session.store.run(is_done).await? {
                return Ok(report);
            }
        }
        self.run(running, direction, stop).await
    }

    async fn run(
        &self,
        mut running: tokio::sync::MutexGuard<'_, (u64, Report)>,
        direction: Direction,
        stop: &Stop,
    ) -> Result<Report, Error<R::Error>> {
        let number = self.started.borrow().0 + 1;
        self.started.send_replace((number, direction));
        let tally = Tally::new(self.progress.clone());
        if direction == Direction::Both {
            self.session.store.run(|replica| replica.retry()).await?;
        }
        let report = match self.exchange(direction, stop, &tally).await {
            // the server was restored from an older backup: send again what it lacks
            Err(Error::Refused(Code::UnknownCursor)) => {
                self.note_server_restored().await?;
                self.renumber(stop, NUMBERS_LOST_MAX).await?;
                tally.count(|report| report.server_restored = true);
                self.exchange(Direction::Both, stop, &tally).await?
            }
            // and it has given this device's number to another device since
            Err(Error::Refused(Code::AlreadyConnected)) => {
                let given = self.session.return_number(stop).await?;
                self.note_server_restored().await?;
                self.take_number(stop, given.ok_or(Error::WrongClinic)?)
                    .await?;
                tally.count(|report| report.server_restored = true);
                self.exchange(Direction::Both, stop, &tally).await?
            }
            // a copy of this device has sent something else under its number: both take new numbers. A server that was
            // restored to a position from before this device's last page looks the same
            Err(Error::Refused(Code::ForkDetected)) if direction != Direction::Pull => {
                self.renumber(stop, NUMBERS_LOST_MAX).await?;
                tally.count(|report| report.renumbered = true);
                self.exchange(direction, stop, &tally).await?
            }
            Ok(report)
                if direction == Direction::Both
                    && !report.revoked
                    && self.needs_number().await? =>
            {
                match self.renumber(stop, 0).await {
                    // this device has taken too many numbers already: everything was exchanged, and a later sync asks
                    // again
                    Err(Error::Refused(Code::Busy)) => report,
                    renumbered => {
                        renumbered?;
                        tally.count(|report| report.renumbered = true);
                        self.exchange(direction, stop, &tally).await?
                    }
                }
            }
            exchanged => exchanged?,
        };
        if direction == Direction::Both {
            // a caller joins only a sync of both directions
            *running = (number, report);
        }
        Ok(report)
    }

    async fn note_server_restored(&self) -> Result<(), Error<R::Error>> {
        self.session
            .store
            .run(|replica| replica.note_server_restored())
            .await
    }

    async fn needs_number(&self) -> Result<bool, Error<R::Error>> {
        self.session
            .store
            .run(|replica| replica.needs_number())
            .await
    }

    /// Goes on under another number of the server's. The old audit log says so at its end, which is pushed before;
    /// where a copy has pushed another end, it stays on this device.
    async fn renumber(&self, stop: &Stop, left_out: u32) -> Result<(), Error<R::Error>> {
        let session = &self.session;
        let above = session
            .store
            .run(|replica| replica.highest_number())
            .await?
            .saturating_add(left_out);
        let renumber = |bearer| {
            session
                .protocol
                .device_renumber(Some(bearer), DeviceRenumber { above })
        };
        let given = session.call(stop, renumber).await?;
        self.take_number(stop, given).await
    }

    async fn take_number(&self, stop: &Stop, given: GivenNumber) -> Result<(), Error<R::Error>> {
        let session = &self.session;
        let number = given.device_number;
        let name = move |replica: &mut R| {
            replica.note_number(&given)?;
            replica.name_number(number)
        };
        session.store.run(name).await?;
        match push_audit(session, stop).await {
            Ok(())
            | Err(Error::Refused(Code::ForkDetected | Code::BadSignature) | Error::Replica(_)) => {}
            // it cannot prove itself by its old number
            Err(Error::Refused(Code::AlreadyConnected)) => {}
            Err(error) => return Err(error),
        }
        session
            .store
            .run(move |replica| replica.renumber(number))
            .await?;
        session.forget().await;
        self.inbound.forget();
        Ok(())
    }

    async fn exchange(
        &self,
        direction: Direction,
        stop: &Stop,
        tally: &Tally,
    ) -> Result<Report, Error<R::Error>> {
        let session = &self.session;
        let mut known = None;
        let pushed = match direction {
            Direction::Pull => {
                known = pull_all(session, &self.inbound, stop, tally).await?;
                Ok(())
            }
            Direction::Push => {
                let pushed = push_groups(session, stop, tally).await;
                self.forget_position(tally);
                if pushed.is_err() || tally.report().in_review > 0 {
                    // a revoked device learns it from the control stream
                    pull_all(session, &self.inbound, stop, tally).await?;
                }
                pushed
            }
            // both run to their end: a refused push does not stop the pull
            Direction::Both => {
                // another program may have made the device begin anew
                self.inbound.forget();
                let waiting = session.store.run(|replica| replica.waiting()).await?;
                tally.count(|report| report.waiting = waiting);
                let (pushed, pulled) = tokio::join!(
                    push_all(session, stop, tally),
                    pull_all(session, &self.inbound, stop, tally),
                );
                self.forget_position(tally);
                pulled?;
                pushed
            }
        };
        let so_far = tally.report();
        if so_far.revoked {
            return self.leave(stop, tally).await;
        }
        pushed?;
        if so_far.accepted > 0 && direction == Direction::Both {
            // rows that were just accepted are in the feed only now, so this device is behind the head
            tally.count(|report| report.at_head = false);
            pull_all(session, &self.inbound, stop, tally).await?;
        }
        if direction == Direction::Both {
            fetch_again(session, stop, tally).await?;
        }
        let waiting = match known {
            Some(waiting) => waiting,
            None => {
                let end = move |replica: &mut R| {
                    if direction == Direction::Both {
                        // sync to disk before the user is told that everything has arrived
                        replica.sync_to_disk()?;
                    }
                    replica.waiting()
                };
                session.store.run(end).await?
            }
        };
        tally.count(|report| {
            report.waiting = waiting;
            // a cell that was quarantined until another row of this sync arrived has been applied since
            report.quarantined = waiting.quarantined;
        });
        Ok(tally.report())
    }

    /// The next pull begins with what the store says, where a push was answered: it shows the server that head.
    fn forget_position(&self, tally: &Tally) {
        if tally.report().pushed_to.is_some() {
            self.inbound.forget();
        }
    }

    /// Sends the pending groups of a revoked device, for a review, and erases its data. If the server does not take
    /// them now, everything stays as it is, and the next sync tries again.
    async fn leave(&self, stop: &Stop, tally: &Tally) -> Result<Report, Error<R::Error>> {
        let session = &self.session;
        let is_audit_refused = match push_groups(session, stop, tally).await {
            Ok(()) => match push_audit(session, stop).await {
                Err(Error::Refused(code)) => is_audit_refused_for_good(code),
                Err(error @ (Error::Stopped | Error::Replica(_))) => return Err(error),
                Ok(()) | Err(_) => false,
            },
            Err(error @ (Error::Stopped | Error::Replica(_))) => return Err(error),
            Err(_) => false,
        };
        let leave = move |replica: &mut R| {
            let waiting = replica.waiting()?;
            Ok((waiting, replica.leave_clinic(is_audit_refused)?))
        };
        let (waiting, erased) = session.store.run(leave).await?;
        tally.count(|report| {
            report.waiting = waiting;
            report.erased = erased;
        });
        Ok(tally.report())
    }

    /// Returns the groups that wait for a review, after the number of one that was listed.
    pub async fn review_list(&self, after: u64) -> Result<ReviewListAnswer, Error<R::Error>> {
        let session = &self.session;
        let list = |bearer| {
            session
                .protocol
                .review_list(Some(bearer), ReviewList { after })
        };
        session.call(&Stop::never(), list).await
    }

    /// Returns the bytes of a held group.
    pub async fn review_fetch(&self, call: ReviewFetch) -> Result<Vec<u8>, Error<R::Error>> {
        let session = &self.session;
        let fetch = |bearer| session.protocol.review_fetch(Some(bearer), call.clone());
        let fetched = session.call(&Stop::never(), fetch).await?;
        Ok(fetched.group)
    }

    /// Sends a person's decision on a held group.
    pub async fn review_decide(&self, call: ReviewDecide) -> Result<Verdict, Error<R::Error>> {
        let session = &self.session;
        let decide = |bearer| session.protocol.review_decide(Some(bearer), call.clone());
        let decided = session.call(&Stop::never(), decide).await?;
        Ok(decided.verdict)
    }

    /// Joins a user to this device at the server: rows of their compartments are pulled from now on.
    pub async fn sign_in(&self, call: SignIn) -> Result<SignInAnswer, Error<R::Error>> {
        let session = &self.session;
        session
            .call(&Stop::never(), |bearer| {
                session.protocol.sign_in(Some(bearer), call.clone())
            })
            .await
    }

    /// Stores a sealed bundle for a device that will enrol with the code.
    pub async fn enrol_create(&self, call: EnrolCreate) -> Result<(), Error<R::Error>> {
        let session = &self.session;
        session
            .call(&Stop::never(), |bearer| {
                session.protocol.enrol_create(Some(bearer), call.clone())
            })
            .await
            .map(drop)
    }
}
