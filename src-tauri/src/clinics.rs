//! The clinics of this computer in the one window. One is shown; the others stay behind it as they are, signed in or
//! locked, and go on syncing.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use clinic::ProblemCode;
use clinic::sync::SyncStatus;
use clinic::users::session;
use serde::Serialize;
use specta::Type;
use sync_contract::catalog::TenantStatus;

use crate::problem::{BoxedProblem, Result};
use crate::state::{AppState, ClinicState, run_blocking};
use crate::window_state::{WindowState, guard};
use crate::{session as sessions, start, sync_task};

/// A clinic of this computer. `folder`: the name of its folder, which no other has. `name` is none before it is made
/// and where it cannot be opened, which `problem` says. `user`: the name of who is signed in. `has_critical_alert`: one
/// waits there, be the clinic locked or not; nothing else of it leaves its clinic.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ClinicChoice {
    pub folder: String,
    pub name: Option<String>,
    pub is_shown: bool,
    pub is_open: bool,
    pub is_demo: bool,
    pub user: Option<String>,
    pub has_critical_alert: bool,
    pub sync: Option<SyncStatus>,
    pub problem: Option<ProblemCode>,
}

/// The clinics that this window has opened, or can. Cheap to clone.
#[derive(Clone)]
pub struct Clinics(Arc<Inner>);

struct Inner {
    /// The folder of the clinic with which the window began: the others lie next to it.
    first: PathBuf,
    window: Arc<WindowState>,
    all: Mutex<Vec<AppState>>,
}

impl Clinics {
    /// Returns the clinics of a window that shows the one of this folder first.
    pub fn new(folder: PathBuf) -> Self {
        let window = Arc::new(WindowState::new(folder.clone()));
        let shown = AppState::new(folder.clone(), Arc::clone(&window));
        Self(Arc::new(Inner {
            first: folder,
            window,
            all: Mutex::new(vec![shown]),
        }))
    }

    pub fn window(&self) -> &WindowState {
        &self.0.window
    }

    pub fn all(&self) -> Vec<AppState> {
        guard(&self.0.all).clone()
    }

    /// Returns the clinic that is shown.
    ///
    /// # Errors
    /// `Locked` between two.
    pub fn shown(&self) -> Result<AppState> {
        let shown = self.all().into_iter().find(AppState::is_shown);
        Ok(shown.ok_or(ProblemCode::Locked)?)
    }

    fn others(&self) -> Vec<AppState> {
        let mut all = self.all();
        all.retain(|app_state| !app_state.is_shown());
        all
    }

    /// Takes in the clinics whose folders have come since. Returns them all by name, those without one last. Blocks.
    ///
    /// # Errors
    /// Those of the file system.
    pub fn list(&self) -> Result<Vec<ClinicChoice>> {
        self.look()?;
        let mut choices: Vec<_> = self
            .all()
            .iter()
            .map(choice)
            .filter(|choice| choice.is_shown || choice.name.is_some() || choice.problem.is_some())
            .collect();
        choices.sort_by_cached_key(|choice| {
            let name = choice.name.as_deref().map(str::to_lowercase);
            (name.is_none(), name, choice.folder.clone())
        });
        Ok(choices)
    }

    fn look(&self) -> Result<()> {
        for folder in host::clinic_folders(&self.0.first)? {
            self.of_folder(&folder);
        }
        Ok(())
    }

    /// Returns the clinic of a folder, and begins to watch one that was not known.
    pub fn of_folder(&self, folder: &Path) -> AppState {
        let mut all = guard(&self.0.all);
        if let Some(known) = all.iter().find(|known| known.folder() == folder) {
            return known.clone();
        }
        let new = AppState::new(folder.to_owned(), Arc::clone(&self.0.window));
        all.push(new.clone());
        tauri::async_runtime::spawn(sync_task::watch_file(new.clone()));
        new
    }

    /// Ends the page, and shows another clinic in the next one. The session of each goes on.
    ///
    /// # Errors
    /// `NotFound` where no clinic has this folder.
    pub fn switch_to(&self, folder: &str) -> Result<()> {
        let all = self.all();
        let next = all.iter().find(|other| folder_name(other) == folder);
        self.show(next.ok_or(ProblemCode::NotFound)?);
        Ok(())
    }

    /// Shows a clinic in the next page, if this one shows another.
    pub fn show(&self, app_state: &AppState) {
        if !app_state.is_shown() {
            self.leave_for(app_state);
        }
    }

    /// Ends the page, and begins a clinic more in the next one. One that was not made is begun again.
    ///
    /// # Errors
    /// Those of the file system.
    pub fn add(&self) -> Result<()> {
        let is_new = |app_state: &AppState| !vault::Vault::is_in(app_state.folder());
        let unmade = self.others().into_iter().find(is_new);
        let next = match unmade {
            Some(unmade) => unmade,
            None => self.of_folder(&host::next_clinic_folder(&self.0.first)?),
        };
        self.leave_for(&next);
        Ok(())
    }

    fn leave_for(&self, next: &AppState) {
        if let Ok(shown) = self.shown() {
            shown.leave_page();
        }
        self.window().leave_for(next.folder().clone());
    }

    /// Locks the clinics that are not shown: a lock of the window is one of all. Blocks.
    pub fn lock_others(&self) {
        for other in self.others() {
            sessions::end_session(&other, None);
        }
    }

    /// Locks all clinics of an unattended window. The page may save what was typed last; the keys are dropped whether
    /// or not it replies.
    pub async fn lock_unattended(&self) {
        let own = self.clone();
        let locked: Result<()> = run_blocking(move || {
            own.lock_others();
            Ok(())
        })
        .await;
        if let Err(BoxedProblem(problem)) = locked {
            tracing::error!(code = ?problem.code, "the other clinics do not lock");
        }
        for shown in self.all().into_iter().filter(AppState::is_shown) {
            sessions::lock_unattended(&shown, None).await;
        }
    }
}

fn folder_name(app_state: &AppState) -> String {
    let folder = app_state.folder();
    // the root of a file system alone has no name
    let name = folder.file_name().unwrap_or(folder.as_os_str());
    name.to_string_lossy().into_owned()
}

/// Opens the clinic's file where that has not been done.
fn choice(app_state: &AppState) -> ClinicChoice {
    let mut none = ClinicChoice {
        folder: folder_name(app_state),
        name: None,
        is_shown: app_state.is_shown(),
        is_open: false,
        is_demo: false,
        user: None,
        has_critical_alert: false,
        sync: None,
        problem: None,
    };
    let mut state = app_state.clinic_state();
    match opened(app_state, &mut state, &none) {
        Ok(choice) => choice,
        Err(BoxedProblem(problem)) => {
            none.problem = Some(problem.code);
            none
        }
    }
}

fn opened(
    app_state: &AppState,
    state: &mut ClinicState,
    none: &ClinicChoice,
) -> Result<ClinicChoice> {
    start::open(app_state, state)?;
    let named = match state.vault() {
        Some(vault) => vault.clinic()?.clinic,
        None => None,
    };
    let (name, is_demo) = match named {
        Some((name, status)) => (Some(name), status == TenantStatus::Demo),
        None => (None, false),
    };
    let has_critical_alert = match state.vault() {
        Some(vault) => vault.is_critical_alert_waiting()?,
        None => false,
    };
    let user = match state {
        ClinicState::Open(clinic) => Some(session(clinic)?.name),
        _ => None,
    };
    Ok(ClinicChoice {
        name,
        is_open: matches!(state, ClinicState::Open(_)),
        is_demo,
        user,
        has_critical_alert,
        sync: app_state.sync_status(state)?,
        ..none.clone()
    })
}

#[cfg(test)]
mod tests;
