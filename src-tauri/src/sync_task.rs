//! The sync of the clinic while the window is open, over a handle of its own on the same file.

use std::sync::Arc;
use std::time::Duration;

use clinic::{Clinic, ProblemCode};
use host::{Error, FileWatch, Link, Program, SyncEvent, SyncLoop};
use sync_client::Report;
use sync_contract::Right;
use vault::{AdminSignedOutcome, Vault};

use crate::event::{ClinicEvent, Topic};
use crate::problem::{BoxedProblem, Result};
use crate::session;
use crate::state::{AppState, ClinicState, run_blocking};

/// How often another program's writes are looked for.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// Five minutes between two anchors of the file.
const LOOKS_AN_ANCHOR: u32 = 300;
/// Five seconds between two looks at the timers of alerts.
const LOOKS_AN_ALERT: u32 = 5;

/// Takes over a vault or clinic, and begins to sync it.
///
/// # Errors
/// Those of [`begin`].
pub fn adopt(app_state: &AppState, state: &mut ClinicState, next: ClinicState) -> Result<()> {
    *state = next;
    match state.vault() {
        Some(vault) => begin(app_state, vault),
        None => Ok(()),
    }
}

/// Begins the sync of a clinic that has a server, in place of the one before. With a server that its file names and it
/// was not connected to there is none, and the sync status says why.
fn begin(app_state: &AppState, vault: &Vault) -> Result<()> {
    app_state.set_sync_loop(None);
    match Link::open(vault) {
        Ok(link) => run(app_state, link),
        Err(Error::NoServer) => {}
        Err(error) if error.code() == ProblemCode::ServerAltered => {}
        Err(error) => return Err(error.into()),
    }
    Ok(())
}

fn run(app_state: &AppState, link: Link) {
    let sync_loop = SyncLoop::new(link);
    app_state.set_sync_loop(Some(sync_loop.clone()));
    let own = app_state.clone();
    tauri::async_runtime::spawn(async move {
        sync_loop.run(|event| on_sync_event(&own, event)).await;
    });
}

fn on_sync_event(app_state: &AppState, event: SyncEvent) {
    match event {
        SyncEvent::Synced(report) => {
            let own = app_state.clone();
            tauri::async_runtime::spawn_blocking(move || synced(&own, report));
        }
        SyncEvent::Failed(_) | SyncEvent::Progress => app_state.send_status(),
        SyncEvent::Live => {}
    }
}

/// The window has the clinic behind a lock that all commands share, and one sync loop.
impl Program for AppState {
    const PATIENCE: Duration = Duration::from_secs(5);

    async fn vault<T: Send + 'static>(
        &self,
        step: impl FnOnce(&mut Vault) -> host::Result<T> + Send + 'static,
    ) -> host::Result<T> {
        let own = self.clone();
        run_blocking(move || match own.clinic_state().vault_mut() {
            Some(vault) => step(vault),
            None => Err(Error::Locked),
        })
        .await
    }

    async fn clinic<T: Send + 'static>(
        &self,
        step: impl FnOnce(&mut Clinic) -> host::Result<T> + Send + 'static,
    ) -> host::Result<T> {
        let own = self.clone();
        run_blocking(move || match &mut *own.clinic_state() {
            ClinicState::Open(clinic) => step(clinic),
            _ => Err(Error::Locked),
        })
        .await
    }

    async fn link(&self) -> host::Result<Arc<Link>> {
        Ok(running(self).await?.link())
    }

    async fn sync(&self) -> host::Result<Report> {
        let ended = running(self).await?.now(Self::PATIENCE).await;
        let own = self.clone();
        run_blocking(move || {
            match &ended {
                Ok(report) => synced(&own, *report),
                Err(error) => {
                    if error.code() == ProblemCode::Revoked {
                        session::end_session(&own, Some(ProblemCode::Revoked));
                    }
                    own.send_status();
                }
            }
            ended
        })
        .await
    }

    fn end_sync_loop(&self) {
        self.set_sync_loop(None);
    }
}

/// Returns the sync loop of a clinic whose server is known, once it has the sync lock.
async fn running(app_state: &AppState) -> host::Result<Arc<SyncLoop>> {
    if app_state.sync_loop().is_none() {
        let own = app_state.clone();
        app_state
            .vault(move |vault| {
                run(&own, Link::open(vault)?);
                Ok(())
            })
            .await?;
    }
    let sync_loop = app_state.sync_loop().ok_or(Error::NoServer)?;
    sync_loop.ready(AppState::PATIENCE).await?;
    Ok(sync_loop)
}

/// Carries out an operation that counts only once the server agrees.
///
/// # Errors
/// Those of [`host::write_online`].
pub async fn write_online<T: Send + 'static>(
    app_state: &AppState,
    operation: impl Fn(&mut Clinic) -> clinic::Result<AdminSignedOutcome<T>> + Send + Sync + 'static,
) -> Result<T> {
    let operation = Arc::new(operation);
    Ok(host::write_online(app_state, || carry_out(app_state, &operation)).await?)
}

/// Carries out an operation that takes a device, a user or a role out of the clinic.
///
/// # Errors
/// Those of [`host::end_online`].
pub async fn end_online<T: Send + 'static>(
    app_state: &AppState,
    operation: impl Fn(&mut Clinic) -> clinic::Result<AdminSignedOutcome<T>> + Send + Sync + 'static,
) -> Result<T> {
    let operation = Arc::new(operation);
    Ok(host::end_online(app_state, || carry_out(app_state, &operation)).await?)
}

fn carry_out<T: Send + 'static>(
    app_state: &AppState,
    operation: &Arc<
        impl Fn(&mut Clinic) -> clinic::Result<AdminSignedOutcome<T>> + Send + Sync + 'static,
    >,
) -> impl Future<Output = host::Result<AdminSignedOutcome<T>>> {
    let operation = Arc::clone(operation);
    app_state.clinic(move |clinic| Ok(operation(clinic)?))
}

/// After a sync that ended well.
fn synced(app_state: &AppState, report: Report) {
    let noted = match app_state.clinic_state().vault_mut() {
        Some(vault) => host::after_sync(vault, &report),
        None => Ok(()),
    };
    let revoked = match noted {
        Ok(()) => None,
        Err(vault::Error::Revoked) => Some(ProblemCode::Revoked),
        Err(error) => {
            tracing::warn!(%error, "the time of the sync cannot be noted");
            None
        }
    };
    end_lost_session(app_state, revoked);
    mend_versions(app_state);
    if let Some(sync_loop) = app_state.sync_loop() {
        tauri::async_runtime::spawn(async move {
            sync_loop.announce().await;
            sync_loop.ask_reviews().await;
        });
    }
    app_state.send_status();
}

fn end_lost_session(app_state: &AppState, revoked: Option<ProblemCode>) {
    if revoked.is_some() {
        // nothing of it stays on this computer
        return session::end_session(app_state, revoked);
    }
    let Some(cause) = lost_rights(app_state) else {
        return reload_rights(app_state);
    };
    // no write of this session counts any more; its user's last words stay as a draft
    let own = app_state.clone();
    tauri::async_runtime::spawn(async move {
        session::lock_unattended(&own, Some(cause)).await;
    });
}

/// A role that was given or ended counts in the session that is running.
fn reload_rights(app_state: &AppState) {
    let mut state = app_state.clinic_state();
    let ClinicState::Open(clinic) = &mut *state else {
        return;
    };
    match clinic.reload_rights() {
        Ok(false) => {}
        Ok(true) => app_state.send(ClinicEvent::RightsChanged),
        Err(error) => tracing::warn!(%error, "the rights of this session cannot be read anew"),
    }
}

/// What was received may have ended the session: another password from an admin, or a user who is no longer active.
/// What was being typed stays as a draft, since nothing that this session signs counts now; the lock screen says why.
fn lost_rights(app_state: &AppState) -> Option<ProblemCode> {
    let state = app_state.clinic_state();
    let ClinicState::Open(clinic) = &*state else {
        return None;
    };
    let error = clinic.unlocked().require_active().err()?;
    tracing::warn!(%error, "the session ends");
    Some(BoxedProblem::from(error).0.code)
}

fn mend_versions(app_state: &AppState) {
    let mut state = app_state.clinic_state();
    let ClinicState::Open(clinic) = &mut *state else {
        return;
    };
    if let Err(error) = host::mend_versions(clinic) {
        tracing::warn!(%error, "versions are not mended");
    }
}

/// Whether the disk is full, and how many drafts it has not taken.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct DiskState {
    is_full: bool,
    unstored: usize,
}

/// Stores what waits for room as soon as there is some.
fn look_at_disk(vault: &mut Vault) -> DiskState {
    let is_full = vault.is_disk_full();
    if !is_full && let Err(error) = vault.store_drafts() {
        tracing::warn!(%error, "a draft still waits for room on the disk");
    }
    DiskState {
        is_full,
        unstored: vault.unstored_drafts(),
    }
}

/// Looks once a second whether another handle on the file has committed something: the screens then ask again, unless
/// what another program received ended this session.
pub async fn watch_file(app_state: AppState) {
    watch_from(app_state, FileWatch::default()).await;
}

async fn watch_from(app_state: AppState, mut file: FileWatch) {
    let (mut looks, mut disk_before) = (0_u32, DiskState::default());
    loop {
        tokio::time::sleep(LOOK_EVERY).await;
        let own = app_state.clone();
        looks += 1;
        let is_due = looks.is_multiple_of(LOOKS_AN_ANCHOR);
        let looked = run_blocking(move || {
            let mut state = own.clinic_state();
            if let Some(vault) = state.vault().filter(|_| is_due) {
                vault.note_anchor();
            }
            let disk = state.vault_mut().map(look_at_disk).unwrap_or_default();
            let change = state.vault().map(|vault| file.look(vault)).transpose()?;
            Ok::<_, host::Error>((file, change, disk))
        });
        let change = match looked.await {
            Ok((same, change, disk)) => {
                file = same;
                if disk != std::mem::replace(&mut disk_before, disk) {
                    app_state.send(ClinicEvent::DiskChanged);
                }
                change
            }
            Err(error) => {
                tracing::warn!(%error, "the clinic's file cannot be looked at");
                file = FileWatch::default();
                continue;
            }
        };
        if looks.is_multiple_of(LOOKS_AN_ALERT) {
            log_due_alerts(&app_state).await;
        }
        let Some(change) = change.filter(|change| change.is_changed) else {
            continue;
        };
        let own = app_state.clone();
        let checked: Result<()> = run_blocking(move || {
            end_lost_session(&own, None);
            Ok(())
        })
        .await;
        if let Err(BoxedProblem(problem)) = checked {
            tracing::error!(code = ?problem.code, "the session cannot be checked");
        }
        app_state.send(ClinicEvent::Changed {
            topics: Topic::ALL.to_vec(),
            patient_ids: Vec::new(),
        });
        app_state.send_status();
        if let Some(sync_loop) = app_state.sync_loop().filter(|_| change.is_new) {
            sync_loop.wake();
        }
    }
}

/// The first unlocked computer that sees a timer of an alert due logs it.
async fn log_due_alerts(app_state: &AppState) {
    let logged = app_state.run(|_, state| match state {
        ClinicState::Open(clinic) if clinic.actor().can(Right::AlertsWrite) => {
            Ok(clinic::alerts::list::log_due(clinic)?)
        }
        _ => Ok(0),
    });
    match logged.await {
        Ok(0) => {}
        Ok(_) => app_state.written(&[Topic::Alerts]),
        Err(BoxedProblem(problem)) => {
            tracing::warn!(code = ?problem.code, "the timers of alerts are not logged");
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::testing::{PASSWORD, SentEvents, environment_in, open_clinic};
    use host::ServerAddress;
    use sync_contract::catalog::{DeletionReason, User, UserRole};
    use vault::Deleted;
    use vault::password::Password;

    #[tokio::test(flavor = "multi_thread")]
    async fn a_session_that_another_program_ended_is_over_here_too() {
        let (app_state, folder) = tokio::task::spawn_blocking(open_clinic).await.unwrap();
        let events = SentEvents::of(&app_state);
        let mut file = FileWatch::default();
        file.look(app_state.clinic_state().vault().unwrap())
            .unwrap();
        let watching = tokio::spawn(watch_from(app_state.clone(), file));
        let at = app_state.folder().clone();
        let elsewhere = move || {
            let vault = Vault::open(&at, environment_in(folder.path())).unwrap();
            let mut other = vault.unlock("ama", &Password::new(PASSWORD)).unwrap();
            let row = other.read().get::<User>(other.user()).unwrap().unwrap();
            let gone = User {
                is_active: false,
                ..row.value
            };
            let left = other.write_admin_signed("leave", |tx| tx.update(&gone, &row.seen));
            left.unwrap();
            folder
        };
        let _folder = tokio::task::spawn_blocking(elsewhere).await.unwrap();
        for _ in 0..100 {
            // a lock sends its event last
            if events.first("locked").is_some() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        watching.abort();
        assert!(matches!(*app_state.clinic_state(), ClinicState::Locked(_)));
        assert_eq!(events.first("closing").unwrap()["cause"], "inactive");
        assert_eq!(events.first("locked").unwrap()["cause"], "inactive");
    }

    #[test]
    fn a_role_that_was_ended_elsewhere_is_over_in_the_running_session() {
        let (app_state, folder) = open_clinic();
        let events = SentEvents::of(&app_state);
        let vault = Vault::open(app_state.folder(), environment_in(folder.path())).unwrap();
        let mut other = vault.unlock("ama", &Password::new(PASSWORD)).unwrap();
        let roles = other.read().all::<UserRole>(Deleted::Hidden).unwrap();
        let reason = DeletionReason::EnteredInError;
        let ended = other.write_admin_signed("end role", |tx| -> vault::Result<()> {
            for role in roles {
                tx.delete::<UserRole>(role.value.id, reason, None, &role.seen)?;
            }
            Ok(())
        });
        ended.unwrap();
        let may = || match &*app_state.clinic_state() {
            ClinicState::Open(clinic) => clinic.unlocked().session().may(Right::PatientsRead),
            _ => panic!("the session goes on"),
        };
        assert!(may());
        reload_rights(&app_state);
        assert!(!may());
        assert_eq!(events.kinds(), ["rightsChanged"]);
        reload_rights(&app_state);
        assert_eq!(events.kinds().len(), 1, "once");
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_sync_loop_that_is_ended_frees_the_lock_whatever_woke_it_last() {
        let (app_state, folder) = tokio::task::spawn_blocking(open_clinic).await.unwrap();
        // no server answers there
        let no_server = ServerAddress::new("http://127.0.0.1:9", None);
        let link = || {
            let own = Vault::open(app_state.folder(), environment_in(folder.path())).unwrap();
            Link::new(no_server.protocol().unwrap(), own)
        };
        for _ in 0..8 {
            run(&app_state, link());
            let sync_loop = app_state.sync_loop().unwrap();
            sync_loop.ready(AppState::PATIENCE).await.unwrap();
            app_state.end_sync_loop();
            drop(link().lock(AppState::PATIENCE).await.unwrap());
            assert!(app_state.sync_loop().is_none());
        }
    }
}
