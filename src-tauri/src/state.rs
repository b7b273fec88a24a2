//! One clinic of the window: locked or open, behind one lock, worked with next to the threads that answer.

use std::path::PathBuf;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};

use clinic::sync::SyncStatus;
use clinic::sync::status::{self, Carrier};
use clinic::{Clinic, ProblemCode, settings};
use host::SyncLoop;
use vault::Vault;
use vault::password::Password;
use vault::recovery::RecoveryKey;

use crate::event::{ClinicEvent, Topic};
use crate::files::FileParts;
use crate::imports::Imports;
use crate::page::Page;
use crate::prints::Prints;
use crate::problem::{BoxedProblem, Result};
use crate::window_state::{WindowState, guard};

/// State in the type: an open clinic has its keys, nothing else does.
#[allow(
    clippy::large_enum_variant,
    reason = "there is one of it in the whole program"
)]
pub enum ClinicState {
    /// Not looked at yet, or there is no clinic on this computer.
    Nothing,
    /// Made, but its recovery key has not been tested, so nothing of it lasts.
    Creation(Box<Creation>),
    Locked(Vault),
    Open(Box<Clinic>),
}

/// A clinic that does not last yet.
pub struct Creation {
    pub clinic: Clinic,
    pub key: RecoveryKey,
    pub name: String,
    pub username: String,
    pub password: Password,
}

/// What a command waits for. One type for all commands that return a `T`: each of some four hundred would otherwise be
/// a future of its own, and the compiler spent nearly half of its time on them.
pub type Answer<T> = Pin<Box<dyn Future<Output = Result<T>> + Send>>;

type Step<T> = Box<dyn FnOnce(&AppState, &mut ClinicState) -> Result<T> + Send>;
type Operation<T> = Box<dyn FnOnce(&mut Clinic) -> clinic::Result<T> + Send>;

/// What all commands of one clinic share. Cheap to clone.
#[derive(Clone)]
pub struct AppState(Arc<Shared>);

struct Shared {
    folder: PathBuf,
    clinic: Mutex<ClinicState>,
    sync_loop: Mutex<Option<Arc<SyncLoop>>>,
    window: Arc<WindowState>,
    files: FileParts,
    imports: Imports,
    prints: Prints,
    page: Page,
    /// Whether this window was asked to close while a note was not on the disk, and stayed open.
    has_stayed_open: AtomicBool,
}

impl ClinicState {
    /// # Errors
    /// `Locked`.
    pub fn clinic(&mut self) -> Result<&mut Clinic> {
        match self {
            Self::Open(clinic) => Ok(clinic),
            _ => Err(ProblemCode::Locked.into()),
        }
    }

    /// Returns the vault, whether or not a user has signed in.
    pub fn vault(&self) -> Option<&Vault> {
        match self {
            Self::Nothing | Self::Creation(_) => None,
            Self::Locked(vault) => Some(vault),
            Self::Open(clinic) => Some(clinic.unlocked().vault()),
        }
    }

    pub fn vault_mut(&mut self) -> Option<&mut Vault> {
        match self {
            Self::Nothing | Self::Creation(_) => None,
            Self::Locked(vault) => Some(vault),
            Self::Open(clinic) => Some(clinic.unlocked_mut().vault_mut()),
        }
    }

    pub fn take(&mut self) -> Self {
        std::mem::replace(self, Self::Nothing)
    }
}

impl AppState {
    /// Returns the clinic of a folder, which a window may show.
    pub fn new(folder: PathBuf, window: Arc<WindowState>) -> Self {
        Self(Arc::new(Shared {
            folder,
            clinic: Mutex::new(ClinicState::Nothing),
            sync_loop: Mutex::new(None),
            window,
            files: FileParts::default(),
            imports: Imports::default(),
            prints: Prints::default(),
            page: Page::default(),
            has_stayed_open: AtomicBool::new(false),
        }))
    }

    pub fn folder(&self) -> &PathBuf {
        &self.0.folder
    }

    /// Returns the guard of the clinic. Blocks while another command works: never on an async thread.
    pub fn clinic_state(&self) -> MutexGuard<'_, ClinicState> {
        guard(&self.0.clinic)
    }

    /// Returns the running sync, once there is a server.
    pub fn sync_loop(&self) -> Option<Arc<SyncLoop>> {
        guard(&self.0.sync_loop).clone()
    }

    /// Replaces the running sync, and ends the one before.
    pub fn set_sync_loop(&self, next: Option<Arc<SyncLoop>>) {
        let before = std::mem::replace(&mut *guard(&self.0.sync_loop), next);
        if let Some(before) = before {
            before.end();
        }
    }

    /// Returns what this clinic shares with the others of the window.
    pub fn window(&self) -> &WindowState {
        &self.0.window
    }

    /// Whether the window shows this clinic.
    pub fn is_shown(&self) -> bool {
        self.window().shown().as_deref() == Some(self.folder())
    }

    /// Sends the page an event. Of a clinic that is not shown, the page is sent no more than that its state changed, or
    /// its alerts.
    pub fn send(&self, event: ClinicEvent) {
        let concerns_others = match &event {
            ClinicEvent::Sync { .. } | ClinicEvent::Locked { .. } => true,
            ClinicEvent::Changed { topics, .. } => topics.contains(&Topic::Alerts),
            _ => false,
        };
        if self.is_shown() {
            self.window().events().send(event);
        } else if concerns_others {
            self.window().events().send(ClinicEvent::ClinicsChanged);
        }
    }

    /// Returns the files that the screens are adding.
    pub fn files(&self) -> &FileParts {
        &self.0.files
    }

    /// Returns the list of patients that a page imports.
    pub fn imports(&self) -> &Imports {
        &self.0.imports
    }

    /// Returns the print that is looked at.
    pub fn prints(&self) -> &Prints {
        &self.0.prints
    }

    /// Returns what outlives the page of this clinic.
    pub fn page(&self) -> &Page {
        &self.0.page
    }

    /// Ends the page with what it knows of the session that is over. The one that follows asks for everything.
    pub fn renew_page(&self) {
        if self.is_shown() {
            self.window().renew_page();
        }
    }

    /// The window shows another clinic: what its page was adding or looking at is gone with the page.
    pub fn leave_page(&self) {
        self.files().forget_all();
        self.imports().forget();
        self.prints().end_session();
    }

    /// Returns whether the window stays open this once: it was asked to close, and a note would go with it that the
    /// disk has not taken. A second request closes it: the user has read the notice.
    pub fn stays_open(&self, state: &ClinicState) -> bool {
        let is_unstored = state
            .vault()
            .is_some_and(|vault| vault.unstored_drafts() > 0);
        is_unstored && !self.0.has_stayed_open.swap(true, Ordering::Relaxed)
    }

    /// From now on [`AppState::stays_open`] holds once more.
    pub fn forget_close(&self) {
        self.0.has_stayed_open.store(false, Ordering::Relaxed);
    }

    /// Runs one step with the clinic's state, off the async threads.
    ///
    /// # Errors
    /// Those of the step.
    pub fn run<T: Send + 'static>(
        &self,
        step: impl FnOnce(&Self, &mut ClinicState) -> Result<T> + Send + 'static,
    ) -> Answer<T> {
        self.run_step(Box::new(step))
    }

    fn run_step<T: Send + 'static>(&self, step: Step<T>) -> Answer<T> {
        let state = self.clone();
        Box::pin(run_blocking(move || {
            step(&state, &mut state.clinic_state())
        }))
    }

    /// Reads from the open clinic.
    ///
    /// # Errors
    /// `Locked`; those of the query.
    pub fn read<T: Send + 'static>(
        &self,
        query: impl FnOnce(&mut Clinic) -> clinic::Result<T> + Send + 'static,
    ) -> Answer<T> {
        self.work(None, Box::new(query))
    }

    /// Runs an operation of the open clinic, sends the screens what it touched, and wakes the sync.
    ///
    /// # Errors
    /// `Locked`; those of the operation.
    pub fn write<T: Send + 'static>(
        &self,
        topics: &'static [Topic],
        operation: impl FnOnce(&mut Clinic) -> clinic::Result<T> + Send + 'static,
    ) -> Answer<T> {
        self.work(Some(topics), Box::new(operation))
    }

    fn work<T: Send + 'static>(
        &self,
        touched: Option<&'static [Topic]>,
        operation: Operation<T>,
    ) -> Answer<T> {
        let own = self.clone();
        Box::pin(async move {
            let done = own
                .run_step(Box::new(|app_state, state| {
                    app_state.with_clinic(state, operation)
                }))
                .await?;
            if let Some(topics) = touched {
                own.written(topics);
            }
            Ok(done)
        })
    }

    fn with_clinic<T>(&self, state: &mut ClinicState, operation: Operation<T>) -> Result<T> {
        let clinic = state.clinic()?;
        let answer = operation(clinic);
        // that something is still to come is told by the state of the sync
        let unshown = clinic.take_unshown()?;
        let (damage, key_missing) = (unshown.damage, unshown.key_missing);
        if !damage.is_empty() || !key_missing.is_empty() {
            let event = ClinicEvent::Damaged {
                damage,
                key_missing,
            };
            self.send(event);
        }
        Ok(answer?)
    }

    /// Something was committed here just now.
    pub fn written(&self, topics: &[Topic]) {
        self.send(ClinicEvent::Changed {
            topics: topics.to_vec(),
            patient_ids: Vec::new(),
        });
        if let Some(sync_loop) = self.sync_loop() {
            sync_loop.wake();
        }
        self.send_status();
    }

    /// Returns where the data is; none before there is a clinic.
    ///
    /// # Errors
    /// Those of the vault.
    pub fn sync_status(&self, state: &ClinicState) -> Result<Option<SyncStatus>> {
        let carrier = self.carrier();
        Ok(match state {
            ClinicState::Open(clinic) => Some(status::of(clinic, carrier)?),
            ClinicState::Locked(vault) => Some(status::status(
                vault,
                carrier,
                host::clock().now(),
                settings::LATE_HOURS_DEFAULT,
            )?),
            ClinicState::Nothing | ClinicState::Creation(_) => None,
        })
    }

    pub fn carrier(&self) -> Carrier {
        self.sync_loop()
            .map_or(Carrier::default(), |sync_loop| sync_loop.carrier())
    }

    /// Sends the sync status to the screens, from a thread of its own.
    pub fn send_status(&self) {
        let state = self.clone();
        tauri::async_runtime::spawn_blocking(move || {
            let status = state.sync_status(&state.clinic_state());
            match status {
                Ok(Some(status)) => state.send(ClinicEvent::Sync { status }),
                Ok(None) => {}
                Err(BoxedProblem(problem)) => {
                    tracing::warn!(code = ?problem.code, "the sync status cannot be read")
                }
            }
        });
    }
}

/// Runs what blocks off the async threads.
///
/// # Errors
/// Those of the work; `Interrupted` when it ended early.
pub async fn run_blocking<T: Send + 'static, E: From<host::Error> + Send + 'static>(
    work: impl FnOnce() -> Result<T, E> + Send + 'static,
) -> Result<T, E> {
    tauri::async_runtime::spawn_blocking(work)
        .await
        .map_err(|_| host::Error::Interrupted)?
}
