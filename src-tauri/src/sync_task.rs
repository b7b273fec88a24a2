//! Changes go to the server and come from it while the window is open, over a handle of their own on the same file.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard};
use std::time::Duration;

use clinic::FailureCode;
use clinic::sync::status::Carrier;
use clinic::view::count;
use sync_client::{Error, HttpProtocol, Pump, Report, Stop, Stopper, Store, Watch, Watched};
use sync_contract::messages::SignIn;
use sync_contract::{Code, Right};
use tokio::sync::Notify;
use vault::{SyncLock, Vault};

use crate::failure::{Refused, Result};
use crate::happening::{Happening, Noun};
use crate::keychain;
use crate::session;
use crate::state::{Desk, aside};

pub type ServerPump = Pump<HttpProtocol, Vault>;

/// How often another program's writes are looked for, and its sync lock is asked for again.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// How often the lock is looked for before a command gives up.
const READY_TRIES: u32 = 20;
/// How often a running sync says how far it has come.
const TELL_EVERY: Duration = Duration::from_millis(250);

/// The running exchange of one clinic with its server.
pub struct Exchange {
    pump: Arc<ServerPump>,
    nudge: Arc<Notify>,
    last: Mutex<Last>,
    /// Whoever signed in and has not been announced at the server.
    arriving: Mutex<Option<SignIn>>,
    stop: Mutex<(Stopper, Stop)>,
    has_lock: AtomicBool,
    is_over: AtomicBool,
}

/// How the last sync ended.
#[derive(Default)]
struct Last {
    report: Report,
    cause: Option<FailureCode>,
}

/// Begins the exchange of a clinic that has a server, in place of the one before. With one that its file names and it was
/// not connected to there is none, and what is said of the sync tells why.
pub fn begin(desk: &Desk, vault: &Vault) -> Result<()> {
    if let Some(before) = desk.exchange_slot().take() {
        before.end();
    }
    let server = match vault.trusted_server() {
        Ok(Some(server)) => server,
        Ok(None) | Err(vault::Error::ServerAltered) => return Ok(()),
        Err(error) => return Err(error.into()),
    };
    let protocol = HttpProtocol::new(&server.url, server.ca_pem.as_deref().map(str::as_bytes))?;
    start(desk, protocol, vault.reopen(keychain::environment()?)?);
    Ok(())
}

fn start(desk: &Desk, protocol: HttpProtocol, own: Vault) {
    let pump = Arc::new(ServerPump::new(protocol, Store::new(own)));
    let watch = Watch::new(pump.clone());
    let exchange = Arc::new(Exchange {
        pump,
        nudge: watch.nudge(),
        last: Mutex::default(),
        arriving: Mutex::default(),
        stop: Mutex::new(Stopper::new()),
        has_lock: AtomicBool::new(false),
        is_over: AtomicBool::new(false),
    });
    *desk.exchange_slot() = Some(exchange.clone());
    tauri::async_runtime::spawn(run(desk.clone(), exchange, watch));
}

async fn run(desk: Desk, exchange: Arc<Exchange>, watch: Watch<HttpProtocol, Vault>) {
    let Some(_lock) = lock(&desk, &exchange).await else {
        return;
    };
    exchange.has_lock.store(true, Ordering::Release);
    loop {
        let stop = exchange.renew_stop();
        // asked after there is a new stop: whoever ends the exchange from now on stops this one
        if exchange.is_over() {
            return;
        }
        let ended = tokio::select! {
            ended = watch.run(&stop, |happened| exchange.hear(&desk, happened)) => ended,
            () = exchange.tell_progress(&desk) => return,
        };
        if !matches!(ended, Error::Stopped) {
            exchange.hear(&desk, Watched::Failed(ended));
        }
        // the nudge of the end may have been the one that the watch took
        if exchange.is_over() {
            return;
        }
        // what time does not heal is tried again when somebody asks or writes
        exchange.nudge.notified().await;
    }
}

/// One program at a time exchanges for a file; none when the window has meanwhile turned to another one.
async fn lock(desk: &Desk, exchange: &Exchange) -> Option<SyncLock> {
    while !exchange.is_over() {
        match ask_lock(desk).await {
            Ok(Some(lock)) => return Some(lock),
            Ok(None) => {}
            Err(Refused(failure)) => {
                tracing::warn!(code = ?failure.code, "the sync lock cannot be taken")
            }
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
    None
}

async fn ask_lock(desk: &Desk) -> Result<Option<SyncLock>> {
    desk.run(|_, held| {
        let asked = held.vault().map(Vault::lock_for_sync);
        Ok(asked.transpose()?.flatten())
    })
    .await
}

/// Ends the exchange that there is: whoever has the lock exchanges alone until they let go of it.
///
/// Errors: `VaultBusy` while another program exchanges.
pub async fn alone(desk: &Desk) -> Result<SyncLock> {
    if let Some(before) = desk.exchange_slot().take() {
        before.end();
    }
    for _ in 0..READY_TRIES {
        if let Some(lock) = ask_lock(desk).await? {
            return Ok(lock);
        }
        tokio::time::sleep(TELL_EVERY).await;
    }
    Err(FailureCode::VaultBusy.into())
}

impl Exchange {
    pub fn pump(&self) -> &ServerPump {
        &self.pump
    }

    /// Something waits to be sent.
    pub fn nudge(&self) {
        self.nudge.notify_one();
    }

    /// Ends the present sync; what was exchanged stays exchanged.
    pub fn stop(&self) {
        hold(&self.stop).0.stop();
    }

    fn end(&self) {
        self.is_over.store(true, Ordering::Release);
        self.stop();
        self.nudge();
    }

    fn is_over(&self) -> bool {
        self.is_over.load(Ordering::Acquire)
    }

    fn renew_stop(&self) -> Stop {
        let (stopper, stop) = Stopper::new();
        *hold(&self.stop) = (stopper, stop.clone());
        stop
    }

    pub fn carrier(&self) -> Carrier {
        let now = self.pump.progress().borrow().report;
        let last = hold(&self.last);
        Carrier {
            is_running: now != last.report,
            sent: count(now.accepted),
            cause: last.cause,
        }
    }

    /// Waits until this window holds the sync lock. Errors: `VaultBusy` while another program exchanges.
    pub async fn ready(&self) -> Result<()> {
        for _ in 0..READY_TRIES {
            if self.has_lock.load(Ordering::Acquire) {
                return Ok(());
            }
            tokio::time::sleep(TELL_EVERY).await;
        }
        Err(FailureCode::VaultBusy.into())
    }

    /// Sends all that waits and brings home all that is new.
    pub async fn now(&self, desk: &Desk) -> Result<Report> {
        self.ready().await?;
        // wakes an exchange that gave up, too
        self.nudge();
        let stop = hold(&self.stop).1.clone();
        let stop = if stop.is_asked() { Stop::never() } else { stop };
        match self.pump.sync(&stop).await {
            Ok(report) => {
                *hold(&self.last) = Last {
                    report,
                    cause: None,
                };
                let desk = desk.clone();
                aside(move || {
                    synced(&desk, report);
                    Ok(report)
                })
                .await
            }
            Err(error) => {
                let code = Refused::from(error);
                self.note(code.0.code);
                desk.tell_status();
                Err(code)
            }
        }
    }

    /// The same, for what may only go when nothing is left waiting before it. Errors: `NeedsConnection`.
    pub async fn drain(&self, desk: &Desk) -> Result<()> {
        let waiting = self.now(desk).await?.waiting;
        if waiting.groups > 0 {
            return Err(FailureCode::NeedsConnection.into());
        }
        Ok(())
    }

    fn note(&self, cause: FailureCode) {
        let report = self.pump.progress().borrow().report;
        *hold(&self.last) = Last {
            report,
            cause: Some(cause),
        };
    }

    fn hear(&self, desk: &Desk, happened: Watched<vault::Error>) {
        match happened {
            Watched::Synced(report) => {
                *hold(&self.last) = Last {
                    report,
                    cause: None,
                };
                let desk = desk.clone();
                tauri::async_runtime::spawn_blocking(move || synced(&desk, report));
            }
            Watched::Failed(error) => {
                self.note(Refused::from(error).0.code);
                desk.tell_status();
            }
            Watched::Live => {}
        }
    }

    /// Tells the server of somebody who has signed in here, now or as soon as it answers.
    pub fn present(self: &Arc<Self>, call: SignIn) {
        *hold(&self.arriving) = Some(call);
        self.announce();
    }

    pub fn nobody_is_present(&self) {
        *hold(&self.arriving) = None;
    }

    fn announce(self: &Arc<Self>) {
        let Some(call) = hold(&self.arriving).take() else {
            return;
        };
        let exchange = self.clone();
        tauri::async_runtime::spawn(async move {
            match exchange.pump.sign_in(call.clone()).await {
                Ok(_) => exchange.nudge(),
                // the user's own row may still be on its way up
                Err(error) if error.passes() || matches!(error, Error::Refused(Code::NotFound)) => {
                    hold(&exchange.arriving).get_or_insert(call);
                }
                Err(error) => exchange.note(Refused::from(error).0.code),
            }
        });
    }

    async fn tell_progress(&self, desk: &Desk) {
        let mut progress = self.pump.progress();
        while progress.changed().await.is_ok() {
            tokio::time::sleep(TELL_EVERY).await;
            desk.tell_status();
        }
    }
}

/// After a sync that ended well.
fn synced(desk: &Desk, report: Report) {
    if let Some(Err(error)) = desk.held().vault_mut().map(Vault::note_contact) {
        tracing::warn!(%error, "the time of the exchange cannot be kept");
    }
    end_lost_session(desk, report.revoked.then_some(FailureCode::Revoked));
    release_equal_versions(desk);
    if let Some(exchange) = desk.exchange() {
        exchange.announce();
    }
    desk.tell_status();
}

fn end_lost_session(desk: &Desk, revoked: Option<FailureCode>) {
    if let Some(cause) = revoked.or_else(|| lost_standing(desk)) {
        session::shut_out(desk, Some(cause));
    }
}

/// What came home may have ended the session: another password from an admin, or no way in any more. What was being typed
/// stays as a draft, since nothing that this session signs counts now; the lock screen says why.
fn lost_standing(desk: &Desk) -> Option<FailureCode> {
    let mut held = desk.held();
    let Ok(clinic) = held.clinic() else {
        return None;
    };
    let error = clinic.unlocked().check_standing().err()?;
    tracing::warn!(%error, "the session ends");
    Some(Refused::from(error).0.code)
}

/// Sides that turn out to be equal once they are opened leave nothing to decide.
fn release_equal_versions(desk: &Desk) {
    let mut held = desk.held();
    let Ok(clinic) = held.clinic() else {
        return;
    };
    if clinic.unlocked().session().may(Right::ConflictsResolve)
        && let Err(error) = clinic::conflicts::release::release_equal(clinic)
    {
        tracing::warn!(%error, "equal versions stay pinned");
    }
}

/// Looks once a second whether another handle on the file has committed something: the screens then ask again, unless what
/// another program brought home ended this session.
pub async fn look(desk: Desk) {
    let mut seen = Seen::default();
    loop {
        tokio::time::sleep(LOOK_EVERY).await;
        let looked = {
            let desk = desk.clone();
            aside(move || versions(&desk)).await
        };
        let (version, newest) = match looked {
            Ok(Some(looked)) => looked,
            Ok(None) => continue,
            Err(Refused(failure)) => {
                tracing::warn!(code = ?failure.code, "the file cannot be looked at");
                continue;
            }
        };
        let Look { is_changed, is_new } = seen.look(version, newest);
        if is_changed {
            let of = desk.clone();
            let ended = aside(move || {
                end_lost_session(&of, None);
                Ok(())
            });
            if let Err(Refused(failure)) = ended.await {
                tracing::error!(code = ?failure.code, "whether the session goes on cannot be told");
            }
            desk.teller().tell(Happening::Changed {
                nouns: Noun::ALL.to_vec(),
                patient_ids: Vec::new(),
            });
            desk.tell_status();
            if let Some(exchange) = desk.exchange().filter(|_| is_new) {
                exchange.nudge();
            }
        }
    }
}

type GroupId = [u8; 16];

/// What a look at the file has found.
#[derive(Debug, PartialEq, Eq)]
struct Look {
    /// Another handle has committed something.
    is_changed: bool,
    /// With it came what waits to be sent. What waited before goes when it can: asking for it would never end.
    is_new: bool,
}

#[derive(Debug, Default)]
struct Seen {
    version: Option<i64>,
    newest: Option<GroupId>,
}

impl Seen {
    fn look(&mut self, version: i64, newest: Option<GroupId>) -> Look {
        let before = self.version.replace(version);
        let is_changed = before.is_some_and(|before| before != version);
        let is_new = newest.is_some() && newest != self.newest;
        self.newest = newest;
        Look { is_changed, is_new }
    }
}

/// Which version of the file this handle last saw, and the newest group that waits to be sent.
fn versions(desk: &Desk) -> Result<Option<(i64, Option<GroupId>)>> {
    let held = desk.held();
    let Some(vault) = held.vault() else {
        return Ok(None);
    };
    let newest = vault.newest_waiting()?.map(|group| group.into_bytes());
    Ok(Some((vault.data_version()?, newest)))
}

fn hold<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // each is replaced whole, so a panic beside it leaves it as it was
    mutex.lock().unwrap_or_else(|broken| broken.into_inner())
}

#[cfg(test)]
#[path = "sync_task_tests.rs"]
mod tests;
