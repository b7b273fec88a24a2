//! The first run: a clinic is made next to its folder and moves there when its recovery key has been tested.

use std::fs;
use std::path::Path;

use clinic::settings::RecoveryTest;
use clinic::tenant::NewClinic;
use clinic::users::{SessionView, session};
use clinic::view::{At, ScreenLanguage};
use clinic::{ProblemCode, settings};
use host::{create, save_recovery_key, test_recovery_key};
use paper::RecoveryPaper;
use serde::Serialize;
use specta::Type;
use vault::password::Password;
use vault::recovery::{RECOVERY_GROUPS, RecoveryKey};
use zeroize::Zeroizing;

use crate::folder::{removable_drives, unfinished_folder};
use crate::printer::{self, PrinterAnswer};
use crate::problem::{BoxedProblem, Result};
use crate::state::{AppState, ClinicState, Creation};
use crate::sync_task;

/// With these every age identity begins, and of these the rest of it consists.
const PRINTED_FIRST: [&str; 4] = ["AGE-", "SECR", "ET-K", "EY-1"];
const PRINTED_CHARS: &str = "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L";

/// The recovery key in groups of four, shown once. `drives` are folders of disks that can be taken out.
#[derive(Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RecoverySheet {
    pub clinic_name: String,
    pub groups: Vec<String>,
    pub drives: Vec<String>,
}

/// Removes what a first run left behind that was never finished.
pub fn sweep(folder: &Path) {
    let unfinished = unfinished_folder(folder);
    if !unfinished.exists() {
        return;
    }
    let swept = match host::open(&unfinished) {
        Ok(vault) => vault.abandon().map_err(BoxedProblem::from),
        Err(_) => fs::remove_dir_all(&unfinished).map_err(BoxedProblem::from),
    };
    if let Err(BoxedProblem(problem)) = swept {
        tracing::warn!(code = ?problem.code, "an unfinished clinic cannot be removed");
    }
}

/// Makes a clinic that does not last yet, and returns its recovery key to be printed.
///
/// # Errors
/// `Invalid` for the first field at fault, `FileNotOurs` when there is a clinic here already.
pub fn make(
    app_state: &AppState,
    state: &mut ClinicState,
    new: NewClinic,
) -> Result<RecoverySheet> {
    match state.take() {
        ClinicState::Nothing => {}
        ClinicState::Creation(before) => before.clinic.lock().abandon()?,
        other => {
            *state = other;
            return Err(ProblemCode::FileNotOurs.into());
        }
    }
    sweep(app_state.folder());
    // a demo is made by the command line, which says so
    let new = NewClinic {
        is_demo: false,
        ..new
    };
    let folder = unfinished_folder(app_state.folder());
    let (clinic, key) = create(&folder, &new)?;
    // it is another folder's until its key was tested
    clinic.unlocked().vault().complete()?;
    settings::note_recovery_sheet(&clinic, "shown to be printed")?;
    let sheet = RecoverySheet {
        clinic_name: new.clinic_name.clone(),
        groups: key.groups().to_vec(),
        drives: removable_drives(),
    };
    let password = Password::new(&new.password);
    *state = ClinicState::Creation(Box::new(Creation {
        clinic,
        key,
        name: new.clinic_name,
        username: new.username,
        password,
    }));
    Ok(sheet)
}

fn creation(state: &ClinicState) -> Result<&Creation> {
    match state {
        ClinicState::Creation(creation) => Ok(creation),
        _ => Err(ProblemCode::NotFound.into()),
    }
}

/// Returns whether one group, counted from 0, was typed as it is on the paper. Once the clinic lasts its key is not
/// stored anywhere: then a group fits when it could be that group of any key.
///
/// # Errors
/// `Locked`.
pub fn group_fits(state: &ClinicState, index: u32, typed: &str) -> Result<bool> {
    let index = usize::try_from(index).map_err(|_| ProblemCode::NotFound)?;
    match state {
        ClinicState::Creation(creation) => {
            Ok(creation.key.group_matches(index.saturating_add(1), typed))
        }
        ClinicState::Open(_) => Ok(could_be_printed(index, typed)),
        ClinicState::Nothing | ClinicState::Locked(_) => Err(ProblemCode::Locked.into()),
    }
}

fn could_be_printed(index: usize, typed: &str) -> bool {
    let typed = Zeroizing::new(typed.trim().to_ascii_uppercase());
    match PRINTED_FIRST.get(index) {
        Some(first) => *first == *typed,
        None => {
            let is_last = index + 1 == RECOVERY_GROUPS;
            let length = if is_last { 2 } else { 4 };
            index < RECOVERY_GROUPS
                && typed.len() == length
                && typed.chars().all(|one| PRINTED_CHARS.contains(one))
        }
    }
}

/// Writes the key to one of the disks that were offered, and nowhere else. Returns the path.
///
/// # Errors
/// `NotFound` for another folder; those of the disk.
pub fn save(state: &ClinicState, drive: &str) -> Result<String> {
    let creation = creation(state)?;
    if !removable_drives().iter().any(|offered| offered == drive) {
        return Err(ProblemCode::NotFound.into());
    }
    let path = Path::new(drive).join("nutrivault-recovery-key.txt");
    save_recovery_key(&creation.key, &creation.name, &path)?;
    let saved = path.display().to_string();
    settings::note_recovery_sheet(&creation.clinic, &saved)?;
    Ok(saved)
}

/// Sends the key to the printer of this computer. Without one nothing is sent, and nothing is in the audit log.
///
/// # Errors
/// `NotFound` once the clinic lasts; `Internal`.
pub fn print(state: &ClinicState, language: ScreenLanguage) -> Result<PrinterAnswer> {
    let creation = creation(state)?;
    if !printer::is_there() {
        return Ok(PrinterAnswer::NoPrinter);
    }
    let groups = Zeroizing::new(creation.key.groups().to_vec());
    let printed = paper::print_recovery_key(&RecoveryPaper {
        clinic: &creation.name,
        groups: &groups,
        made_at: At::of(creation.clinic.now()),
        time_zone: creation.clinic.zone()?.name(),
        language,
    });
    let printed = printed.map_err(|error| {
        tracing::error!(%error, "a recovery key cannot be printed");
        ProblemCode::Internal
    })?;
    let bytes = Zeroizing::new(printed.bytes);
    settings::note_recovery_sheet(&creation.clinic, "printed")?;
    Ok(printer::send(&bytes))
}

/// Opens the clinic with what was typed from the paper. In the first run this is what makes it last.
///
/// # Errors
/// `RecoveryKeyWrong`, `Locked`.
pub fn test(app_state: &AppState, state: &mut ClinicState, typed: &str) -> Result<RecoveryTest> {
    let key = RecoveryKey::parse(typed).map_err(|_| ProblemCode::RecoveryKeyWrong)?;
    if let ClinicState::Creation(creation) = state {
        creation.clinic.unlocked().vault().test_recovery(&key)?;
        finish_creation(app_state, state)?;
    }
    Ok(test_recovery_key(state.clinic()?, &key, None)?)
}

/// Moves the clinic to its folder and opens it there as it was.
fn finish_creation(app_state: &AppState, state: &mut ClinicState) -> Result<()> {
    let ClinicState::Creation(creation) = state.take() else {
        return Err(ProblemCode::NotFound.into());
    };
    let Creation {
        clinic,
        username,
        password,
        ..
    } = *creation;
    // closed first: the database knows its other files by their names
    drop(clinic.lock());
    fs::rename(unfinished_folder(app_state.folder()), app_state.folder())?;
    match host::sign_in(host::open(app_state.folder())?, &username, &password) {
        Ok(clinic) => sync_task::adopt(app_state, state, ClinicState::Open(Box::new(clinic))),
        Err(refused) => {
            *state = ClinicState::Locked(*refused.vault);
            Err(refused.error.into())
        }
    }
}

/// Removes a clinic whose key was not tested: a first run that ends before leaves nothing behind.
pub fn discard(state: &mut ClinicState) {
    match state.take() {
        ClinicState::Creation(creation) => {
            if let Err(error) = creation.clinic.lock().abandon() {
                tracing::warn!(%error, "an unfinished clinic is removed at the next start");
            }
        }
        other => *state = other,
    }
}

/// Returns the session after the first run.
///
/// # Errors
/// `Locked`.
pub fn finish(state: &mut ClinicState) -> Result<SessionView> {
    Ok(session(state.clinic()?)?)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_group_that_no_key_can_have_is_recognised_without_the_key() {
        let key = RecoveryKey::generate();
        for (index, group) in key.groups().iter().enumerate() {
            assert!(could_be_printed(index, group), "{index}");
            assert!(
                could_be_printed(index, &format!(" {} ", group.to_lowercase())),
                "{index}"
            );
        }
        assert!(!could_be_printed(0, "AGED"));
        assert!(!could_be_printed(7, "A9F"), "too short");
        assert!(!could_be_printed(7, "A9FB"), "B is never printed");
        assert!(
            !could_be_printed(RECOVERY_GROUPS - 1, "CKCK"),
            "the last has two"
        );
        assert!(
            !could_be_printed(RECOVERY_GROUPS, "CK"),
            "there are no more"
        );
    }
}
