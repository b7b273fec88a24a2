//! The first run: a clinic is made beside its place and comes to it when its recovery key has been tried.

use std::fs;
use std::path::Path;

use clinic::tenant::create::create;
use clinic::tenant::view::NewClinic;
use clinic::users::session::session;
use clinic::users::view::{RecoveryTest, SessionView};
use clinic::{Clinic, ProblemCode, settings};
use serde::Serialize;
use specta::Type;
use vault::password::Password;
use vault::recovery::{RECOVERY_GROUPS, RecoveryKey};
use vault::{Vault, private};
use zeroize::Zeroizing;

use crate::failure::{Refused, Result};
use crate::state::{AppState, ClinicState};
use crate::{keychain, place, session as desk_session};

/// With these every age identity begins, and of these the rest of it consists.
const PRINTED_FIRST: [&str; 4] = ["AGE-", "SECR", "ET-K", "EY-1"];
const PRINTED_CHARS: &str = "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L";

/// A clinic that does not last yet.
pub struct Creation {
    clinic: Clinic,
    key: RecoveryKey,
    name: String,
    username: String,
    password: Password,
}

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
    let unfinished = place::before_it_lasts(folder);
    if !unfinished.exists() {
        return;
    }
    let opened = keychain::environment().and_then(|env| Ok(Vault::open(&unfinished, env)?));
    let swept = match opened {
        Ok(vault) => vault.abandon().map_err(Refused::from),
        Err(_) => fs::remove_dir_all(&unfinished).map_err(Refused::from),
    };
    if let Err(Refused(failure)) = swept {
        tracing::warn!(code = ?failure.code, "an unfinished clinic cannot be removed");
    }
}

/// Errors: `Invalid` for the first field at fault, `FileNotOurs` when there is a clinic here already.
pub fn make(app_state: &AppState, held: &mut ClinicState, new: NewClinic) -> Result<RecoverySheet> {
    match held.take() {
        ClinicState::Nothing => {}
        ClinicState::Creation(before) => before.clinic.lock().abandon()?,
        other => {
            *held = other;
            return Err(ProblemCode::FileNotOurs.into());
        }
    }
    sweep(app_state.folder());
    // a demo is made by the command line, which says so
    let new = NewClinic {
        is_demo: false,
        ..new
    };
    let folder = place::before_it_lasts(app_state.folder());
    let (clinic, key) = create(
        &folder,
        keychain::environment()?,
        keychain::clock(),
        &new,
        &device_name(),
    )?;
    settings::edit::note_recovery_sheet(&clinic, "shown to be printed")?;
    let sheet = RecoverySheet {
        clinic_name: new.clinic_name.clone(),
        groups: key.groups().to_vec(),
        drives: place::removable_drives(),
    };
    let password = Password::new(&new.password);
    *held = ClinicState::Creation(Box::new(Creation {
        clinic,
        key,
        name: new.clinic_name,
        username: new.username,
        password,
    }));
    Ok(sheet)
}

/// What this computer calls itself.
pub fn device_name() -> String {
    fs::read_to_string("/etc/hostname").map_or("computer".to_owned(), |name| name.trim().to_owned())
}

fn creation(held: &ClinicState) -> Result<&Creation> {
    match held {
        ClinicState::Creation(creation) => Ok(creation),
        _ => Err(ProblemCode::NotFound.into()),
    }
}

/// Whether one group, counted from 0, was typed as it is on the paper. Once the clinic lasts its key is known to nobody:
/// then a group fits when it could stand at its place on any paper.
///
/// Errors: `Locked`.
pub fn group_fits(held: &ClinicState, index: u32, typed: &str) -> Result<bool> {
    let index = usize::try_from(index).map_err(|_| ProblemCode::NotFound)?;
    match held {
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

/// Writes the key to one of the disks that were offered, and to no other place. Answers where.
pub fn save(held: &ClinicState, drive: &str) -> Result<String> {
    let creation = creation(held)?;
    if !place::removable_drives()
        .iter()
        .any(|offered| offered == drive)
    {
        return Err(ProblemCode::NotFound.into());
    }
    let path = Path::new(drive).join("nutrivault-recovery-key.txt");
    let text = Zeroizing::new(format!(
        "# The recovery key of {}. Keep it in a safe.\n{}\n",
        creation.name.replace('\n', " "),
        *creation.key.text()
    ));
    // never over another key
    private::write(&path, text.as_bytes())?;
    let saved = path.display().to_string();
    settings::edit::note_recovery_sheet(&creation.clinic, &saved)?;
    Ok(saved)
}

/// Opens the clinic with what was typed from the paper. In the first run this is what makes it last.
///
/// Errors: `RecoveryKeyWrong`.
pub fn test(app_state: &AppState, held: &mut ClinicState, typed: &str) -> Result<RecoveryTest> {
    let key = RecoveryKey::parse(typed).map_err(|_| ProblemCode::RecoveryKeyWrong)?;
    match held {
        ClinicState::Creation(creation) => {
            creation.clinic.unlocked().vault().test_recovery(&key)?
        }
        ClinicState::Open(clinic) => clinic.unlocked().vault().test_recovery(&key)?,
        ClinicState::Nothing | ClinicState::Locked(_) => return Err(ProblemCode::Locked.into()),
    }
    if matches!(held, ClinicState::Creation(_)) {
        settle(app_state, held)?;
    }
    Ok(settings::edit::note_recovery_test(held.clinic()?)?)
}

/// Moves the clinic to its place and opens it there as it was.
fn settle(app_state: &AppState, held: &mut ClinicState) -> Result<()> {
    let ClinicState::Creation(creation) = held.take() else {
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
    fs::rename(
        place::before_it_lasts(app_state.folder()),
        app_state.folder(),
    )?;
    let vault = Vault::open(app_state.folder(), keychain::environment()?)?;
    match vault.unlock(&username, &password) {
        Ok(unlocked) => {
            let clinic = Clinic::new(unlocked, keychain::clock());
            desk_session::hold(app_state, held, ClinicState::Open(Box::new(clinic)))
        }
        Err(refused) => {
            *held = ClinicState::Locked(*refused.vault);
            Err(refused.error.into())
        }
    }
}

/// A first run that ends before its key was tested leaves nothing behind.
pub fn give_up(held: &mut ClinicState) {
    match held.take() {
        ClinicState::Creation(creation) => {
            if let Err(error) = creation.clinic.lock().abandon() {
                tracing::warn!(%error, "an unfinished clinic is removed at the next start");
            }
        }
        other => *held = other,
    }
}

/// Who the first run leaves signed in.
pub fn finish(held: &mut ClinicState) -> Result<SessionView> {
    Ok(session(held.clinic()?)?)
}

#[cfg(test)]
#[path = "creation_tests.rs"]
mod tests;
