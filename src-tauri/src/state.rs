//! The one clinic of the window: locked or open, behind one lock, worked with beside the threads that answer.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard};

use clinic::{Clinic, ProblemCode};
use vault::Vault;

use crate::creation::Creation;
use crate::event::{ClinicEvent, EventSender, Topic};
use crate::failure::{Refused, Result, fault};
use crate::idle::Presence;
use crate::sync_task::Exchange;

/// State in the type: whoever holds an open clinic has its keys, and nobody else does.
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

/// What all commands share. Cheap to clone.
#[derive(Clone)]
pub struct AppState(Arc<Shared>);

struct Shared {
    folder: PathBuf,
    held: Mutex<ClinicState>,
    exchange: Mutex<Option<Arc<Exchange>>>,
    events: EventSender,
    presence: Mutex<Presence>,
}

impl ClinicState {
    pub fn clinic(&mut self) -> Result<&mut Clinic> {
        match self {
            Self::Open(clinic) => Ok(clinic),
            _ => Err(ProblemCode::Locked.into()),
        }
    }

    /// The vault, whether or not somebody has signed in.
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
    pub fn new(folder: PathBuf) -> Self {
        Self(Arc::new(Shared {
            folder,
            held: Mutex::new(ClinicState::Nothing),
            exchange: Mutex::new(None),
            events: EventSender::default(),
            presence: Mutex::new(Presence::new()),
        }))
    }

    pub fn folder(&self) -> &PathBuf {
        &self.0.folder
    }

    /// Blocks while another command works: never on an async thread.
    pub fn held(&self) -> MutexGuard<'_, ClinicState> {
        // a panic elsewhere has rolled its transaction back: what is held is whole
        self.0
            .held
            .lock()
            .unwrap_or_else(|broken| broken.into_inner())
    }

    /// The exchange with the server, once there is one.
    pub fn exchange(&self) -> Option<Arc<Exchange>> {
        self.exchange_slot().clone()
    }

    pub fn exchange_slot(&self) -> MutexGuard<'_, Option<Arc<Exchange>>> {
        self.0
            .exchange
            .lock()
            .unwrap_or_else(|broken| broken.into_inner())
    }

    pub fn events(&self) -> &EventSender {
        &self.0.events
    }

    /// When somebody was last at the window.
    pub fn presence(&self) -> MutexGuard<'_, Presence> {
        self.0
            .presence
            .lock()
            .unwrap_or_else(|broken| broken.into_inner())
    }

    /// Runs one step with what is held, beside the async threads.
    pub async fn run<T: Send + 'static>(
        &self,
        step: impl FnOnce(&Self, &mut ClinicState) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let state = self.clone();
        aside(move || step(&state, &mut state.held())).await
    }

    /// Asks the open clinic something.
    pub async fn read<T: Send + 'static>(
        &self,
        ask: impl FnOnce(&mut Clinic) -> clinic::Result<T> + Send + 'static,
    ) -> Result<T> {
        self.run(|_, held| Ok(ask(held.clinic()?)?)).await
    }

    /// Lets the open clinic do something, tells the screens what it touched, and sends it on its way.
    pub async fn write<T: Send + 'static>(
        &self,
        topics: &'static [Topic],
        act: impl FnOnce(&mut Clinic) -> clinic::Result<T> + Send + 'static,
    ) -> Result<T> {
        let done = self.read(act).await?;
        self.written(topics);
        Ok(done)
    }

    /// Something was committed here just now.
    pub fn written(&self, topics: &[Topic]) {
        self.events().send(ClinicEvent::Changed {
            topics: topics.to_vec(),
            patient_ids: Vec::new(),
        });
        if let Some(exchange) = self.exchange() {
            exchange.wake();
        }
        self.tell_status();
    }

    /// Tells where the data stands, from a thread of its own.
    pub fn tell_status(&self) {
        let state = self.clone();
        tauri::async_runtime::spawn_blocking(move || {
            let status = crate::session::status(&state, &mut state.held());
            match status {
                Ok(Some(status)) => state.events().send(ClinicEvent::Sync { status }),
                Ok(None) => {}
                Err(Refused(failure)) => {
                    tracing::warn!(code = ?failure.code, "where the data stands cannot be read")
                }
            }
        });
    }
}

/// Runs what blocks beside the async threads.
pub async fn aside<T: Send + 'static>(
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    tauri::async_runtime::spawn_blocking(work)
        .await
        .map_err(|_| fault("a command ended early"))?
}
