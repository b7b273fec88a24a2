//! The one clinic of the window: locked or open, behind one lock, worked with beside the threads that answer.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard};

use clinic::{Clinic, FailureCode};
use vault::Vault;

use crate::failure::{Refused, Result, fault};
use crate::founding::Founding;
use crate::happening::{Happening, Noun, Teller};
use crate::idle::Presence;
use crate::sync_task::Exchange;

/// State in the type: whoever holds an open clinic has its keys, and nobody else does.
#[allow(
    clippy::large_enum_variant,
    reason = "there is one of it in the whole program"
)]
pub enum Held {
    /// Not looked at yet, or there is no clinic on this computer.
    Nothing,
    /// Made, but its recovery key has not been tested, so nothing of it lasts.
    Founding(Box<Founding>),
    Locked(Vault),
    Open(Box<Clinic>),
}

/// What all commands share. Cheap to clone.
#[derive(Clone)]
pub struct Desk(Arc<Shared>);

struct Shared {
    folder: PathBuf,
    held: Mutex<Held>,
    exchange: Mutex<Option<Arc<Exchange>>>,
    teller: Teller,
    presence: Mutex<Presence>,
}

impl Held {
    pub fn clinic(&mut self) -> Result<&mut Clinic> {
        match self {
            Self::Open(clinic) => Ok(clinic),
            _ => Err(FailureCode::Locked.into()),
        }
    }

    /// The vault, whether or not somebody has signed in.
    pub fn vault(&self) -> Option<&Vault> {
        match self {
            Self::Nothing | Self::Founding(_) => None,
            Self::Locked(vault) => Some(vault),
            Self::Open(clinic) => Some(clinic.unlocked().vault()),
        }
    }

    pub fn vault_mut(&mut self) -> Option<&mut Vault> {
        match self {
            Self::Nothing | Self::Founding(_) => None,
            Self::Locked(vault) => Some(vault),
            Self::Open(clinic) => Some(clinic.unlocked_mut().vault_mut()),
        }
    }

    pub fn take(&mut self) -> Self {
        std::mem::replace(self, Self::Nothing)
    }
}

impl Desk {
    pub fn new(folder: PathBuf) -> Self {
        Self(Arc::new(Shared {
            folder,
            held: Mutex::new(Held::Nothing),
            exchange: Mutex::new(None),
            teller: Teller::default(),
            presence: Mutex::new(Presence::new()),
        }))
    }

    pub fn folder(&self) -> &PathBuf {
        &self.0.folder
    }

    /// Blocks while another command works: never on an async thread.
    pub fn held(&self) -> MutexGuard<'_, Held> {
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

    pub fn teller(&self) -> &Teller {
        &self.0.teller
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
        step: impl FnOnce(&Self, &mut Held) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let desk = self.clone();
        aside(move || step(&desk, &mut desk.held())).await
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
        nouns: &'static [Noun],
        act: impl FnOnce(&mut Clinic) -> clinic::Result<T> + Send + 'static,
    ) -> Result<T> {
        let done = self.read(act).await?;
        self.written(nouns);
        Ok(done)
    }

    /// Something was committed here just now.
    pub fn written(&self, nouns: &[Noun]) {
        self.teller().tell(Happening::Changed {
            nouns: nouns.to_vec(),
            patient_ids: Vec::new(),
        });
        if let Some(exchange) = self.exchange() {
            exchange.nudge();
        }
        self.tell_status();
    }

    /// Tells where the data stands, from a thread of its own.
    pub fn tell_status(&self) {
        let desk = self.clone();
        tauri::async_runtime::spawn_blocking(move || {
            let status = crate::session::status(&desk, &mut desk.held());
            match status {
                Ok(Some(status)) => desk.teller().tell(Happening::Sync { status }),
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
