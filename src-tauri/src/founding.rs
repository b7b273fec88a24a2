//! The first run: a clinic is made beside its place and comes to it when its recovery key has been tried.

use std::fs;
use std::path::Path;

use clinic::tenant::found::found;
use clinic::tenant::view::NewClinic;
use clinic::users::session::session;
use clinic::users::view::{RecoveryTest, SessionView};
use clinic::{Clinic, FailureCode, settings};
use serde::Serialize;
use specta::Type;
use vault::password::Password;
use vault::recovery::{RECOVERY_GROUPS, RecoveryKey};
use vault::{Vault, private};
use zeroize::Zeroizing;

use crate::failure::{Refused, Result};
use crate::state::{Desk, Held};
use crate::{keychain, place, session as desk_session};

/// With these every age identity begins, and of these the rest of it consists.
const PRINTED_FIRST: [&str; 4] = ["AGE-", "SECR", "ET-K", "EY-1"];
const PRINTED_CHARS: &str = "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L";

/// A clinic that does not last yet.
pub struct Founding {
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
pub fn make(desk: &Desk, held: &mut Held, new: NewClinic) -> Result<RecoverySheet> {
    match held.take() {
        Held::Nothing => {}
        Held::Founding(before) => before.clinic.lock().abandon()?,
        other => {
            *held = other;
            return Err(FailureCode::FileNotOurs.into());
        }
    }
    sweep(desk.folder());
    // a demo is made by the command line, which says so
    let new = NewClinic {
        is_demo: false,
        ..new
    };
    let folder = place::before_it_lasts(desk.folder());
    let (clinic, key) = found(
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
    *held = Held::Founding(Box::new(Founding {
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

fn founding(held: &Held) -> Result<&Founding> {
    match held {
        Held::Founding(founding) => Ok(founding),
        _ => Err(FailureCode::NotFound.into()),
    }
}

/// Whether one group, counted from 0, was typed as it is on the paper. Once the clinic lasts its key is known to nobody:
/// then a group fits when it could stand at its place on any paper.
///
/// Errors: `Locked`.
pub fn group_fits(held: &Held, index: u32, typed: &str) -> Result<bool> {
    let index = usize::try_from(index).map_err(|_| FailureCode::NotFound)?;
    match held {
        Held::Founding(founding) => Ok(founding.key.group_matches(index.saturating_add(1), typed)),
        Held::Open(_) => Ok(could_be_printed(index, typed)),
        Held::Nothing | Held::Locked(_) => Err(FailureCode::Locked.into()),
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
pub fn save(held: &Held, drive: &str) -> Result<String> {
    let founding = founding(held)?;
    if !place::removable_drives()
        .iter()
        .any(|offered| offered == drive)
    {
        return Err(FailureCode::NotFound.into());
    }
    let path = Path::new(drive).join("nutrivault-recovery-key.txt");
    let text = Zeroizing::new(format!(
        "# The recovery key of {}. Keep it in a safe.\n{}\n",
        founding.name.replace('\n', " "),
        *founding.key.text()
    ));
    // never over another key
    private::write(&path, text.as_bytes())?;
    let saved = path.display().to_string();
    settings::edit::note_recovery_sheet(&founding.clinic, &saved)?;
    Ok(saved)
}

/// Opens the clinic with what was typed from the paper. In the first run this is what makes it last.
///
/// Errors: `RecoveryKeyWrong`.
pub fn test(desk: &Desk, held: &mut Held, typed: &str) -> Result<RecoveryTest> {
    let key = RecoveryKey::parse(typed).map_err(|_| FailureCode::RecoveryKeyWrong)?;
    match held {
        Held::Founding(founding) => founding.clinic.unlocked().vault().test_recovery(&key)?,
        Held::Open(clinic) => clinic.unlocked().vault().test_recovery(&key)?,
        Held::Nothing | Held::Locked(_) => return Err(FailureCode::Locked.into()),
    }
    if matches!(held, Held::Founding(_)) {
        settle(desk, held)?;
    }
    Ok(settings::edit::note_recovery_test(held.clinic()?)?)
}

/// Moves the clinic to its place and opens it there as it was.
fn settle(desk: &Desk, held: &mut Held) -> Result<()> {
    let Held::Founding(founding) = held.take() else {
        return Err(FailureCode::NotFound.into());
    };
    let Founding {
        clinic,
        username,
        password,
        ..
    } = *founding;
    // closed first: the database knows its other files by their names
    drop(clinic.lock());
    fs::rename(place::before_it_lasts(desk.folder()), desk.folder())?;
    let vault = Vault::open(desk.folder(), keychain::environment()?)?;
    match vault.unlock(&username, &password) {
        Ok(unlocked) => {
            let clinic = Clinic::new(unlocked, keychain::clock());
            desk_session::hold(desk, held, Held::Open(Box::new(clinic)))
        }
        Err(refused) => {
            *held = Held::Locked(*refused.vault);
            Err(refused.error.into())
        }
    }
}

/// A first run that ends before its key was tested leaves nothing behind.
pub fn give_up(held: &mut Held) {
    match held.take() {
        Held::Founding(founding) => {
            if let Err(error) = founding.clinic.lock().abandon() {
                tracing::warn!(%error, "an unfinished clinic is removed at the next start");
            }
        }
        other => *held = other,
    }
}

/// Who the first run leaves signed in.
pub fn finish(held: &mut Held) -> Result<SessionView> {
    Ok(session(held.clinic()?)?)
}

#[cfg(test)]
#[path = "founding_tests.rs"]
mod tests;
