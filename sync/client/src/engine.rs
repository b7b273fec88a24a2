//! One sync: up and home at the same time, neither waiting for the other.

use sync_contract::messages::{EnrolCreate, SignIn, SignInAnswer};
use sync_contract::service::{Protocol, Replica};
use tokio::sync::{Mutex, watch};

use crate::error::{Error, ServerError};
use crate::progress::{Progress, Report, Tally};
use crate::pull::{Inbound, pull_all};
use crate::push::{push_all, push_groups};
use crate::session::Session;
use crate::stop::Stop;
use crate::store::Store;

/// In which order a sync goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Order {
    /// Both ways at once.
    Beside,
    /// The queue alone, for whoever syncs soon after.
    Up,
    /// Home alone, for a device that was told of a head.
    Home,
}

/// A device and its server. It may be asked to sync from several places; one sync runs at a time.
pub struct SyncEngine<P, R> {
    pub(crate) session: Session<P, R>,
    way: Inbound,
    progress: watch::Sender<Progress>,
    /// Held by the running sync; inside, the last whole one that ended well and how it did.
    running: Mutex<(u64, Report)>,
    started: watch::Sender<(u64, Order)>,
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
            way: Inbound::new(),
            progress: watch::Sender::new(Progress::default()),
            running: Mutex::new((0, Report::default())),
            started: watch::Sender::new((0, Order::Beside)),
        }
    }

    pub fn protocol(&self) -> &P {
        &self.session.protocol
    }

    /// How far the running sync has come, or how the last one ended.
    pub fn progress(&self) -> watch::Receiver<Progress> {
        self.progress.subscribe()
    }

    /// Sends all that waits and brings home all that is new.
    ///
    /// A second caller joins the running sync and gets its report, unless something was queued too late for it.
    /// Errors: any of [`Error`]; what was done until then stays done.
    pub async fn sync(&self, stop: &Stop) -> Result<Report, Error<R::Error>> {
        self.go(Order::Beside, stop).await
    }

    /// Sends what waits and asks for nothing, unless it was shut out and does not know it yet.
    pub(crate) async fn send(&self, stop: &Stop) -> Result<Report, Error<R::Error>> {
        self.go(Order::Up, stop).await
    }

    /// Brings home what is new and sends nothing.
    pub(crate) async fn fetch(&self, stop: &Stop) -> Result<Report, Error<R::Error>> {
        self.go(Order::Home, stop).await
    }

    /// Brings to the disk what was fetched.
    pub(crate) async fn keep(&self) -> Result<(), Error<R::Error>> {
        self.session.store.run(|replica| replica.keep()).await
    }

    async fn go(&self, order: Order, stop: &Stop) -> Result<Report, Error<R::Error>> {
        let joined = match self.running.try_lock() {
            Ok(running) => return self.run(running, order, stop).await,
            Err(_) => *self.started.borrow(),
        };
        let running = tokio::select! {
            biased;
            () = stop.asked() => return Err(Error::Stopped),
            running = self.running.lock() => running,
        };
        let (done, report) = *running;
        let is_whole = (order, joined.1) == (Order::Beside, Order::Beside);
        if is_whole && done >= joined.0 {
            let waiting = self.session.store.run(|replica| replica.waiting()).await?;
            if waiting.groups <= report.waiting.groups {
                return Ok(report);
            }
        }
        self.run(running, order, stop).await
    }

    async fn run(
        &self,
        mut running: tokio::sync::MutexGuard<'_, (u64, Report)>,
        order: Order,
        stop: &Stop,
    ) -> Result<Report, Error<R::Error>> {
        let number = self.started.borrow().0 + 1;
        self.started.send_replace((number, order));
        let tally = Tally::new(self.progress.clone());
        let report = self.exchange(order, stop, &tally).await?;
        if order == Order::Beside {
            // nobody joins what went one way
            *running = (number, report);
        }
        Ok(report)
    }

    async fn exchange(
        &self,
        order: Order,
        stop: &Stop,
        tally: &Tally,
    ) -> Result<Report, Error<R::Error>> {
        let session = &self.session;
        let mut known = None;
        let pushed = match order {
            Order::Home => {
                known = pull_all(session, &self.way, stop, tally).await?;
                Ok(())
            }
            Order::Up => {
                let pushed = push_groups(session, stop, tally).await;
                if pushed.is_err() {
                    // a device that was shut out hears it with what comes home
                    pull_all(session, &self.way, stop, tally).await?;
                }
                pushed
            }
            // both go as far as they can: a refused push keeps nobody's changes from coming home
            Order::Beside => {
                let waiting = session.store.run(|replica| replica.waiting()).await?;
                tally.count(|report| report.waiting = waiting);
                let (pushed, pulled) = tokio::join!(
                    push_all(session, stop, tally),
                    pull_all(session, &self.way, stop, tally),
                );
                pulled?;
                pushed
            }
        };
        let so_far = tally.report();
        if so_far.revoked {
            // what could not be sent any more went with everything else
            return Ok(so_far);
        }
        pushed?;
        if so_far.accepted > 0 && order == Order::Beside {
            // what was just accepted has its place in the order only now
            tally.count(|report| report.at_head = false);
            pull_all(session, &self.way, stop, tally).await?;
        }
        let waiting = match known {
            Some(waiting) => waiting,
            None => {
                let end = move |replica: &mut R| {
                    if order == Order::Beside {
                        // a person is told that all is here
                        replica.keep()?;
                    }
                    replica.waiting()
                };
                session.store.run(end).await?
            }
        };
        tally.count(|report| {
            report.waiting = waiting;
            // what waited for a row of the same sync was set aside and has healed since
            report.quarantined = waiting.quarantined;
        });
        Ok(tally.report())
    }

    /// Lets a user join this device at the server: what their compartments hold comes from now on.
    pub async fn sign_in(&self, call: SignIn) -> Result<SignInAnswer, Error<R::Error>> {
        let session = &self.session;
        session
            .call(&Stop::never(), |bearer| {
                session.protocol.sign_in(Some(bearer), call.clone())
            })
            .await
    }

    /// Leaves a sealed bundle for a device that will come with the code.
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
