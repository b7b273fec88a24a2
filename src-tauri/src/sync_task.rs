//! Changes go to the server and come from it while the window is open, over a handle of their own on the same file.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard};
use std::time::Duration;

use clinic::ProblemCode;
use clinic::sync::status::Carrier;
use clinic::view::count;
use sync_client::{Error, HttpProtocol, Report, Stop, Stopper, Store, SyncEngine, Watch, Watched};
use sync_contract::messages::SignIn;
use sync_contract::{Code, Right};
use tokio::sync::Notify;
use vault::{SyncLock, Vault};

use crate::event::{ClinicEvent, Topic};
use crate::failure::{Refused, Result};
use crate::keychain;
use crate::session;
use crate::state::{AppState, aside};

pub type ServerEngine = SyncEngine<HttpProtocol, Vault>;

/// How often another program's writes are looked for, and its sync lock is asked for again.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// How often the lock is looked for before a command gives up.
const READY_TRIES: u32 = 20;
/// How often a running sync says how far it has come.
const TELL_EVERY: Duration = Duration::from_millis(250);

/// The running exchange of one clinic with its server.
pub struct Exchange {
    engine: Arc<ServerEngine>,
    wake: Arc<Notify>,
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
    cause: Option<ProblemCode>,
}

/// Begins the exchange of a clinic that has a server, in place of the one before. With one that its file names and it was
/// not connected to there is none, and what is said of the sync tells why.
pub fn begin(app_state: &AppState, vault: &Vault) -> Result<()> {
    if let Some(before) = app_state.exchange_slot().take() {
        before.end();
    }
    let server = match vault.trusted_server() {
        Ok(Some(server)) => server,
        Ok(None) | Err(vault::Error::ServerAltered) => return Ok(()),
        Err(error) => return Err(error.into()),
    };
    let protocol = HttpProtocol::new(&server.url, server.ca_pem.as_deref().map(str::as_bytes))?;
    start(app_state, protocol, vault.reopen(keychain::environment()?)?);
    Ok(())
}

fn start(app_state: &AppState, protocol: HttpProtocol, own: Vault) {
    let engine = Arc::new(ServerEngine::new(protocol, Store::new(own)));
    let watch = Watch::new(engine.clone());
    let exchange = Arc::new(Exchange {
        engine,
        wake: watch.wake(),
        last: Mutex::default(),
        arriving: Mutex::default(),
        stop: Mutex::new(Stopper::new()),
        has_lock: AtomicBool::new(false),
        is_over: AtomicBool::new(false),
    });
    *app_state.exchange_slot() = Some(exchange.clone());
    tauri::async_runtime::spawn(run(app_state.clone(), exchange, watch));
}

async fn run(app_state: AppState, exchange: Arc<Exchange>, watch: Watch<HttpProtocol, Vault>) {
    let Some(_lock) = lock(&app_state, &exchange).await else {
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
            ended = watch.run(&stop, |happened| exchange.hear(&app_state, happened)) => ended,
            () = exchange.tell_progress(&app_state) => return,
        };
        if !matches!(ended, Error::Stopped) {
            exchange.hear(&app_state, Watched::Failed(ended));
        }
        // the nudge of the end may have been the one that the watch took
        if exchange.is_over() {
            return;
        }
        // what time does not heal is tried again when somebody asks or writes
        exchange.wake.notified().await;
    }
}

/// One program at a time exchanges for a file; none when the window has meanwhile turned to another one.
async fn lock(app_state: &AppState, exchange: &Exchange) -> Option<SyncLock> {
    while !exchange.is_over() {
        match ask_lock(app_state).await {
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

async fn ask_lock(app_state: &AppState) -> Result<Option<SyncLock>> {
    app_state
        .run(|_, held| {
            let asked = held.vault().map(Vault::lock_for_sync);
            Ok(asked.transpose()?.flatten())
        })
        .await
}

/// Ends the exchange that there is: whoever has the lock exchanges alone until they let go of it.
///
/// Errors: `VaultBusy` while another program exchanges.
pub async fn alone(app_state: &AppState) -> Result<SyncLock> {
    if let Some(before) = app_state.exchange_slot().take() {
        before.end();
    }
    for _ in 0..READY_TRIES {
        if let Some(lock) = ask_lock(app_state).await? {
            return Ok(lock);
        }
        tokio::time::sleep(TELL_EVERY).await;
    }
    Err(ProblemCode::VaultBusy.into())
}

impl Exchange {
    pub fn engine(&self) -> &ServerEngine {
        &self.engine
    }

    /// Something waits to be sent.
    pub fn wake(&self) {
        self.wake.notify_one();
    }

    /// Ends the present sync; what was exchanged stays exchanged.
    pub fn stop(&self) {
        hold(&self.stop).0.stop();
    }

    fn end(&self) {
        self.is_over.store(true, Ordering::Release);
        self.stop();
        self.wake();
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
        let now = self.engine.progress().borrow().report;
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
        Err(ProblemCode::VaultBusy.into())
    }

    /// Sends all that waits and brings home all that is new.
    pub async fn now(&self, app_state: &AppState) -> Result<Report> {
        self.ready().await?;
        // wakes an exchange that gave up, too
        self.wake();
        let stop = hold(&self.stop).1.clone();
        let stop = if stop.is_asked() { Stop::never() } else { stop };
        match self.engine.sync(&stop).await {
            Ok(report) => {
                *hold(&self.last) = Last {
                    report,
                    cause: None,
                };
                let app_state = app_state.clone();
                aside(move || {
                    synced(&app_state, report);
                    Ok(report)
                })
                .await
            }
            Err(error) => {
                let code = Refused::from(error);
                self.note(code.0.code);
                app_state.tell_status();
                Err(code)
            }
        }
    }

    /// The same, for what may only go when nothing is left waiting before it. Errors: `NeedsConnection`.
    pub async fn drain(&self, app_state: &AppState) -> Result<()> {
        let waiting = self.now(app_state).await?.waiting;
        if waiting.groups > 0 {
            return Err(ProblemCode::NeedsConnection.into());
        }
        Ok(())
    }

    fn note(&self, cause: ProblemCode) {
        let report = self.engine.progress().borrow().report;
        *hold(&self.last) = Last {
            report,
            cause: Some(cause),
        };
    }

    fn hear(&self, app_state: &AppState, happened: Watched<vault::Error>) {
        match happened {
            Watched::Synced(report) => {
                *hold(&self.last) = Last {
                    report,
                    cause: None,
                };
                let app_state = app_state.clone();
                tauri::async_runtime::spawn_blocking(move || synced(&app_state, report));
            }
            Watched::Failed(error) => {
                self.note(Refused::from(error).0.code);
                app_state.tell_status();
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
            match exchange.engine.sign_in(call.clone()).await {
                Ok(_) => exchange.wake(),
                // the user's own row may still be on its way up
                Err(error) if error.passes() || matches!(error, Error::Refused(Code::NotFound)) => {
                    hold(&exchange.arriving).get_or_insert(call);
                }
                Err(error) => exchange.note(Refused::from(error).0.code),
            }
        });
    }

    async fn tell_progress(&self, app_state: &AppState) {
        let mut progress = self.engine.progress();
        while progress.changed().await.is_ok() {
            tokio::time::sleep(TELL_EVERY).await;
            app_state.tell_status();
        }
    }
}

/// After a sync that ended well.
fn synced(app_state: &AppState, report: Report) {
    if let Some(Err(error)) = app_state.held().vault_mut().map(Vault::note_contact) {
        tracing::warn!(%error, "the time of the exchange cannot be kept");
    }
    end_lost_session(app_state, report.revoked.then_some(ProblemCode::Revoked));
    release_equal_versions(app_state);
    if let Some(exchange) = app_state.exchange() {
        exchange.announce();
    }
    app_state.tell_status();
}

fn end_lost_session(app_state: &AppState, revoked: Option<ProblemCode>) {
    if let Some(cause) = revoked.or_else(|| lost_rights(app_state)) {
        session::shut_out(app_state, Some(cause));
    }
}

/// What came home may have ended the session: another password from an admin, or no way in any more. What was being typed
/// stays as a draft, since nothing that this session signs counts now; the lock screen says why.
fn lost_rights(app_state: &AppState) -> Option<ProblemCode> {
    let mut held = app_state.held();
    let Ok(clinic) = held.clinic() else {
        return None;
    };
    let error = clinic.unlocked().require_active().err()?;
    tracing::warn!(%error, "the session ends");
    Some(Refused::from(error).0.code)
}

/// Sides that turn out to be equal once they are opened leave nothing to decide.
fn release_equal_versions(app_state: &AppState) {
    let mut held = app_state.held();
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
pub async fn look(app_state: AppState) {
    let mut seen = ReadVersion::default();
    loop {
        tokio::time::sleep(LOOK_EVERY).await;
        let looked = {
            let app_state = app_state.clone();
            aside(move || versions(&app_state)).await
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
            let of = app_state.clone();
            let ended = aside(move || {
                end_lost_session(&of, None);
                Ok(())
            });
            if let Err(Refused(failure)) = ended.await {
                tracing::error!(code = ?failure.code, "whether the session goes on cannot be told");
            }
            app_state.events().send(ClinicEvent::Changed {
                topics: Topic::ALL.to_vec(),
                patient_ids: Vec::new(),
            });
            app_state.tell_status();
            if let Some(exchange) = app_state.exchange().filter(|_| is_new) {
                exchange.wake();
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
struct ReadVersion {
    version: Option<i64>,
    newest: Option<GroupId>,
}

impl ReadVersion {
    fn look(&mut self, version: i64, newest: Option<GroupId>) -> Look {
        let before = self.version.replace(version);
        let is_changed = before.is_some_and(|before| before != version);
        let is_new = newest.is_some() && newest != self.newest;
        self.newest = newest;
        Look { is_changed, is_new }
    }
}

/// Which version of the file this handle last saw, and the newest group that waits to be sent.
fn versions(app_state: &AppState) -> Result<Option<(i64, Option<GroupId>)>> {
    let held = app_state.held();
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
