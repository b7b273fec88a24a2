//! The connection to the server for one command: one sync at a time on a file, stopped cleanly by Ctrl-C.

use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use clinic::Clinic;
use host::{Error, Link, Program, await_verdict, clear_queue};
use sync_client::{Report, Stop, Stopper};
use tokio::runtime::{Builder, Runtime};
use uuid::Uuid;
use vault::password::Password;
use vault::{AdminSignedOutcome, Unlocked, Vault};

use crate::exit::{Problem, Result};
use crate::progress;

/// The clinic or vault that one command has for itself.
pub struct OneCommand<'c>(Mutex<Opened<'c>>);

enum Opened<'c> {
    Clinic(&'c mut Clinic),
    Vault(&'c mut Vault),
}

impl<'c> OneCommand<'c> {
    pub fn with_clinic(clinic: &'c mut Clinic) -> Self {
        Self(Mutex::new(Opened::Clinic(clinic)))
    }

    pub fn with_vault(vault: &'c mut Vault) -> Self {
        Self(Mutex::new(Opened::Vault(vault)))
    }

    fn opened(&self) -> MutexGuard<'_, Opened<'c>> {
        // a panic elsewhere has rolled its transaction back
        self.0.lock().unwrap_or_else(|broken| broken.into_inner())
    }

    fn with<T>(&self, step: impl FnOnce(&mut Vault) -> host::Result<T>) -> host::Result<T> {
        match &mut *self.opened() {
            Opened::Clinic(clinic) => step(clinic.unlocked_mut().vault_mut()),
            Opened::Vault(vault) => step(vault),
        }
    }

    fn with_open<T>(&self, step: impl FnOnce(&mut Clinic) -> host::Result<T>) -> host::Result<T> {
        match &mut *self.opened() {
            Opened::Clinic(clinic) => step(clinic),
            Opened::Vault(_) => Err(Error::Locked),
        }
    }
}

/// Nothing else runs meanwhile, so a step may block.
impl Program for OneCommand<'_> {
    /// Long enough for a watching program to finish its sync.
    const PATIENCE: Duration = Duration::from_secs(60);

    async fn vault<T: Send + 'static>(
        &self,
        step: impl FnOnce(&mut Vault) -> host::Result<T> + Send + 'static,
    ) -> host::Result<T> {
        self.with(step)
    }

    async fn clinic<T: Send + 'static>(
        &self,
        step: impl FnOnce(&mut Clinic) -> host::Result<T> + Send + 'static,
    ) -> host::Result<T> {
        self.with_open(step)
    }

    async fn link(&self) -> host::Result<Arc<Link>> {
        Ok(Arc::new(self.with(|vault| Link::open(vault))?))
    }

    async fn sync(&self) -> host::Result<Report> {
        let link = self.link().await?;
        let stop = self.stop();
        let sync = link.sync_once(Self::PATIENCE, &stop);
        progress::under_a_bar(link.progress(), sync).await
    }

    fn stop(&self) -> Stop {
        stop_at_signals()
    }
}

pub fn runtime() -> Result<Runtime> {
    Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| {
            Problem::refused(
                "internal",
                format!(
                    "This computer gave no means to speak to the network: {error}. Nothing \
        was changed."
                ),
            )
        })
}

/// Returns whether no user has signed in at the server from this computer yet: only staff and settings were pulled to
/// it.
pub fn is_staff_only(vault: &Vault) -> Result<bool> {
    Ok(vault.server()?.is_some() && vault.scope()?.0.is_empty())
}

/// Pushes all that waits and pulls all that is new, over a handle of its own, with a bar at a terminal.
pub fn sync(vault: &Vault) -> Result<Report> {
    let mut own = host::reopen(vault)?;
    Ok(runtime()?.block_on(OneCommand::with_vault(&mut own).sync())?)
}

/// Signs a user in at the server from this computer: their compartments are pulled by the next sync.
pub fn sign_in(unlocked: &Unlocked) -> Result<()> {
    let link = Link::open(unlocked.vault())?;
    Ok(runtime()?.block_on(link.sign_in(unlocked.sign_in_call()?))?)
}

/// Writes an action that takes effect only once the server accepts it: pushes the queue, then the action, and awaits
/// its verdict.
pub fn write_online<T>(
    clinic: &mut Clinic,
    action: impl Fn(&mut Clinic) -> clinic::Result<AdminSignedOutcome<T>>,
) -> Result<T> {
    let command = OneCommand::with_clinic(clinic);
    let action = || async { command.with_open(|clinic| Ok(action(clinic)?)) };
    Ok(runtime()?.block_on(host::write_online(&command, action))?)
}

/// Writes an action that takes a device, a user or a role out of the clinic: it does not wait for what the server put
/// off.
pub fn end_online<T>(
    clinic: &mut Clinic,
    action: impl Fn(&mut Clinic) -> clinic::Result<AdminSignedOutcome<T>>,
) -> Result<T> {
    let command = OneCommand::with_clinic(clinic);
    let action = || async { command.with_open(|clinic| Ok(action(clinic)?)) };
    Ok(runtime()?.block_on(host::end_online(&command, action))?)
}

/// Raises the cost of guessing the password of the user who has just signed in at the server, if this computer can.
/// After a failure, a later sign-in tries again.
pub fn strengthen_password(clinic: &mut Clinic, password: &Password) -> Result<()> {
    let Some(weak) = clinic.unlocked_mut().weak_password(password) else {
        return Ok(());
    };
    let command = OneCommand::with_clinic(clinic);
    if let Err(error) = runtime()?.block_on(host::strengthen_password(&command, weak)) {
        tracing::info!(%error, "the password is strengthened at a later sign-in");
    }
    Ok(())
}

/// Makes signatures under a key that a restored server lost valid again, when an admin has signed in. After a failure,
/// a later sign-in tries again.
pub fn name_overtaken_keys(clinic: &mut Clinic) -> Result<()> {
    let command = OneCommand::with_clinic(clinic);
    if let Err(error) = runtime()?.block_on(host::name_overtaken_keys(&command)) {
        tracing::info!(%error, "keys that a restored server lost are named at a later sign-in");
    }
    Ok(())
}

/// Pushes the queue before a write that takes effect only once the server accepts it.
pub fn cleared(vault: &Vault) -> Result<()> {
    let mut own = host::reopen(vault)?;
    Ok(runtime()?.block_on(clear_queue(&OneCommand::with_vault(&mut own)))?)
}

/// Awaits the verdict on an action. One that was never sent, because no server was reached, is withdrawn.
pub fn verdict(vault: &mut Vault, action: Uuid) -> Result<()> {
    Ok(runtime()?.block_on(await_verdict(&OneCommand::with_vault(vault), action))?)
}

/// Returns what stops at Ctrl-C or at the signal of a supervisor.
pub fn stop_at_signals() -> Stop {
    let (stopper, stop) = Stopper::new();
    tokio::spawn(async move {
        asked_to_stop().await;
        stopper.stop();
    });
    stop
}

#[cfg(unix)]
async fn asked_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut terminate) => tokio::select! {
            _ = terminate.recv() => {}
            _ = tokio::signal::ctrl_c() => {}
        },
        Err(_) => interrupted().await,
    }
}

#[cfg(not(unix))]
async fn asked_to_stop() {
    interrupted().await;
}

async fn interrupted() {
    if tokio::signal::ctrl_c().await.is_err() {
        // no signal can arrive, so none is awaited
        std::future::pending::<()>().await;
    }
}
