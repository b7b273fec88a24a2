//! Creates a clinic without a server; undone unless its recovery key was read back and tested.

use std::fs;
use std::path::Path;

use clinic::tenant::NewClinic;
use clinic::view::Id;
use clinic::{Clinic, ProblemCode};
use host::{create, save_recovery_key, test_recovery_key};
use serde_json::json;
use sync_contract::fail_point;
use vault::recovery::RecoveryKey;
use vault::{Environment, Vault};

use crate::answer::Answer;
use crate::args::Who;
use crate::args::clinic::Init;
use crate::exit::{Problem, Result};
use crate::opening::check_empty;
use crate::opening::check_folder_of;
use crate::secret;

pub fn run(who: &Who, args: Init) -> Result<Answer> {
    let folder = who.folder()?;
    let username = who.login()?.to_owned();
    let sheet = args.recovery_file;
    check_folder_of(&sheet)?;
    if folder.join("vault.db").exists() && !Vault::is_unfinished(folder) {
        return Err(vault::Error::AlreadyThere.into());
    }
    let environment = host::environment()?;
    if !is_left_of_unfinished(folder, &environment, &sheet) {
        check_free(&sheet)?;
    }
    check_empty(folder)?;
    let new = NewClinic {
        clinic_name: args.clinic,
        time_zone: args.time_zone,
        currency: args.currency,
        first_name: args.first_name.unwrap_or_else(|| username.clone()),
        last_name: args.last_name.unwrap_or_default(),
        username: username.clone(),
        password: who.first_password_text()?,
        is_demo: args.demo,
    };
    // once more, since another program may have begun while the password was typed
    if is_left_of_unfinished(folder, &environment, &sheet) {
        // remove the key before its clinic: without the clinic it cannot be recognised
        fs::remove_file(&sheet).map_err(|error| secret::unreadable(&sheet, &error))?;
        fail_point::reach("init.sheet_removed");
    }
    let (mut clinic, key) = create(folder, &new)?;
    if let Err(error) = save_recovery_key(&key, &new.clinic_name, &sheet) {
        // the file that is there now may be another program's
        clinic.lock().abandon()?;
        return Err(match error.code() {
            ProblemCode::ReadOnly => not_written(&sheet),
            _ => error.into(),
        });
    }
    if let Err(problem) = try_out(&mut clinic, &sheet) {
        undo(clinic.lock(), &sheet)?;
        return Err(problem);
    }
    let vault = clinic.lock();
    vault.complete()?;
    let answer = json!({
        "clinic_id": Id::of(vault.tenant()),
        "clinic": new.clinic_name,
        "vault": folder,
        "user": username,
        "recovery_file": sheet,
        "is_demo": new.is_demo,
    });
    let text = format!(
        "Made {}. {} is its admin.\nThe recovery key is in {} and was tried. Keep it away from this computer: it \
         opens every backup, and a forgotten password is replaced with it.",
        new.clinic_name,
        username,
        sheet.display()
    );
    Answer::done(&answer, text)
}

/// Returns whether a file is the recovery key of a clinic that an earlier command began in this folder and never
/// completed, as the key store knows: it opens nothing, so it may be replaced.
fn is_left_of_unfinished(folder: &Path, environment: &Environment, sheet: &Path) -> bool {
    let is_file = fs::symlink_metadata(sheet).is_ok_and(|file| file.is_file());
    // a file that cannot be read belongs to another program
    is_file
        && secret::text_of(sheet).is_ok_and(|text| match RecoveryKey::parse(&text) {
            Ok(key) => Vault::is_left_unfinished(folder, environment, Some(&key)),
            // killed between its name and its first byte
            Err(_) => text.is_empty() && Vault::is_left_unfinished(folder, environment, None),
        })
}

/// Refuses to write over a file.
fn check_free(sheet: &Path) -> Result<()> {
    match fs::symlink_metadata(sheet) {
        Ok(_) => Err(Problem::refused(
            "exists",
            format!(
                "{} is there already, and it was left as it is. Name another file with --recovery-file.",
                sheet.display()
            ),
        )),
        Err(_) => Ok(()),
    }
}

fn not_written(sheet: &Path) -> Problem {
    Problem::refused(
        "not_written",
        format!(
            "The recovery key cannot be written to {}: this user may not write there, or the disk there can only be \
             read. Nothing was left of the clinic that was begun; name another file with --recovery-file.",
            sheet.display()
        ),
    )
}

/// Tests the recovery key that was read back from the disk.
fn try_out(clinic: &mut Clinic, sheet: &Path) -> Result<()> {
    let saved_as = sheet.display().to_string();
    test_recovery_key(clinic, &read(sheet)?, Some(&saved_as))?;
    Ok(())
}

pub fn read(sheet: &Path) -> Result<RecoveryKey> {
    Ok(RecoveryKey::parse(&secret::text_of(sheet)?)?)
}

fn undo(vault: Vault, sheet: &Path) -> Result<()> {
    if sheet.exists() {
        fs::remove_file(sheet).map_err(|error| secret::unreadable(sheet, &error))?;
    }
    Ok(vault.abandon()?)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use vault::private;

    #[test]
    fn a_recovery_key_is_read_back_and_never_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let sheet = folder.path().join("key.txt");
        let key = RecoveryKey::generate();
        check_free(&sheet).unwrap();
        private::write(&sheet, format!("# ours\n{}\n", *key.text()).as_bytes()).unwrap();
        assert_eq!(*read(&sheet).unwrap().text(), *key.text());
        assert_eq!(check_free(&sheet).unwrap_err().code, "exists");
        assert!(private::write(&sheet, b"another").is_err());
    }
}
