//! How the window begins: the first run, the lock screen, or an open clinic after the page was loaded again.

use clinic::file_state::{FileStateView, file_state};
use clinic::lock_screen::{self, LockUser};
use clinic::users::{SessionView, session};
use clinic::view::ScreenLanguage;
use clinic::{preferences, settings};
use serde::Serialize;
use specta::Type;
use sync_contract::catalog::TenantStatus;
use vault::Vault;
use vault::keystore::KeyStoreKind;

use crate::page::LastSession;
use crate::problem::Result;
use crate::state::{AppState, ClinicState};
use crate::{creation, sync_task};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Stage {
    FirstRun,
    Locked,
    Open,
}

/// How the window begins. `session` is there when the stage is `open`; `time_zone` is the clinic's, known before a
/// sign-in, and so is `language`, where it has chosen one; `lock_minutes` without input lock the window; with
/// `key_store_is_file` no key store of the system took the clinic's secret, and the window says so; `file` says whether
/// the clinic's file is the one that this computer wrote last; `unstored_drafts` wait in this program, as the disk did
/// not take them; `last` is the session that ended before, as long as this program runs, or where the user of a session
/// that goes on was last.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct StartView {
    pub stage: Stage,
    pub version: String,
    pub clinic_name: Option<String>,
    pub time_zone: Option<String>,
    pub language: Option<ScreenLanguage>,
    pub is_demo: bool,
    pub users: Vec<LockUser>,
    pub session: Option<SessionView>,
    pub key_store_is_file: bool,
    pub file: Option<FileStateView>,
    pub unstored_drafts: u32,
    pub lock_minutes: u32,
    pub last: Option<LastSession>,
}

/// Opens the clinic's file when that has not been done, and returns the users who may sign in.
///
/// # Errors
/// Those of [`Vault::open`], but for a clinic that is not there: that is the first run.
pub fn start(app_state: &AppState, state: &mut ClinicState) -> Result<StartView> {
    open(app_state, state)?;
    let mut view = view(state)?;
    view.last = match &view.session {
        Some(session) => {
            app_state.page().note_session(session);
            app_state.page().present()
        }
        None => app_state.page().last(),
    };
    Ok(view)
}

/// Opens the clinic's file when that has not been done. Without one there is a first run.
///
/// # Errors
/// As [`start`].
pub fn open(app_state: &AppState, state: &mut ClinicState) -> Result<()> {
    if !matches!(state, ClinicState::Nothing) {
        return Ok(());
    }
    creation::sweep(app_state.folder());
    match Vault::open(app_state.folder(), host::environment()?) {
        Ok(vault) => sync_task::adopt(app_state, state, ClinicState::Locked(vault)),
        Err(vault::Error::NoVault) => Ok(()),
        // also what calls itself unfinished: the file may be that of a clinic in which people have worked
        Err(error) => Err(error.into()),
    }
}

/// # Errors
/// Those of the vault.
pub fn view(state: &mut ClinicState) -> Result<StartView> {
    let mut view = StartView {
        stage: Stage::FirstRun,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        clinic_name: None,
        time_zone: None,
        language: None,
        is_demo: false,
        users: Vec::new(),
        session: None,
        key_store_is_file: false,
        file: None,
        unstored_drafts: 0,
        lock_minutes: settings::LOCK_MINUTES_DEFAULT,
        last: None,
    };
    if let Some(vault) = state.vault() {
        let clinic = vault.clinic()?.clinic;
        view.stage = Stage::Locked;
        view.is_demo = matches!(clinic, Some((_, TenantStatus::Demo)));
        view.clinic_name = clinic.map(|(name, _)| name);
        view.time_zone = vault.time_zone()?;
        view.language = preferences::language(vault)?;
        view.users = lock_screen::users(vault)?;
        view.file = Some(file_state(vault)?);
        view.unstored_drafts = u32::try_from(vault.unstored_drafts()).unwrap_or(u32::MAX);
        view.key_store_is_file = vault.key_store_kind()? == KeyStoreKind::File;
    }
    if let ClinicState::Open(clinic) = state {
        view.stage = Stage::Open;
        view.session = Some(session(clinic)?);
        view.lock_minutes = settings::lock_minutes(clinic)?;
    }
    Ok(view)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use clinic::ProblemCode;
    use clinic::preferences::{Preference, PreferenceEdit};
    use clinic::view::ReadVersionToken;

    use crate::session::end_session;
    use crate::testing::open_clinic;

    #[test]
    fn a_clinic_that_is_called_unfinished_is_no_first_run() {
        let (state, _folder) = open_clinic();
        std::fs::write(state.folder().join("unfinished"), "").unwrap();
        let mut clinic_state = state.clinic_state();
        *clinic_state = ClinicState::Nothing;
        let refused = start(&state, &mut clinic_state).unwrap_err();
        assert_eq!(refused.0.code, ProblemCode::Unfinished);
        assert!(state.folder().join("vault.db").exists());
    }

    #[test]
    fn a_clinic_whose_file_was_moved_away_is_no_first_run() {
        let (state, folder) = open_clinic();
        let mut clinic_state = state.clinic_state();
        *clinic_state = ClinicState::Nothing;
        let (file, elsewhere) = (state.folder().join("vault.db"), folder.path().join("v.db"));
        std::fs::rename(&file, &elsewhere).unwrap();
        let refused = start(&state, &mut clinic_state).unwrap_err();
        assert_eq!(refused.0.code, ProblemCode::FileMissing);
        assert!(!file.exists() && elsewhere.exists());
    }

    #[test]
    fn the_lock_screen_knows_the_clinics_time_zone() {
        let (state, _folder) = open_clinic();
        end_session(&state, None);
        let view = view(&mut state.clinic_state()).unwrap();
        assert_eq!(view.stage, Stage::Locked);
        assert_eq!(view.time_zone.as_deref(), Some("Africa/Accra"));
    }

    #[test]
    fn the_lock_screen_knows_the_language_that_the_clinic_has_chosen() {
        let (state, _folder) = open_clinic();
        let language = |state: &AppState| view(&mut state.clinic_state()).unwrap().language;
        assert_eq!(language(&state), None);
        let mut clinic_state = state.clinic_state();
        let ClinicState::Open(clinic) = &mut *clinic_state else {
            panic!("the clinic is locked");
        };
        let edit = PreferenceEdit {
            of: Preference::Language,
            seen: ReadVersionToken(String::new()),
            value: "FR".to_owned(),
        };
        preferences::choose(clinic, &edit).unwrap();
        drop(clinic_state);
        end_session(&state, None);
        assert_eq!(language(&state), Some(ScreenLanguage::Fr));
    }
}
