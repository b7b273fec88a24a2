//! Creates a clinic without a server; undone unless its recovery key was read back and tested.

use std::fs;
use std::path::Path;

use clinic::Clinic;
use clinic::tenant::NewClinic;
use clinic::view::Id;
use host::{create, save_recovery_key, test_recovery_key};
use serde_json::json;
use vault::Vault;
use vault::recovery::RecoveryKey;

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
    check_free(&sheet)?;
    check_folder_of(&sheet)?;
    if folder.join("vault.db").exists() && !Vault::is_unfinished(folder) {
        return Err(vault::Error::AlreadyThere.into());
    }
    check_empty(folder)?;
    let new = NewClinic {
        clinic_name: args.clinic,
        time_zone: args.time_zone,
        currency: args.currency,
        first_name: args.first_name.unwrap_or_else(|| username.clone()),
        last_name: args.last_name.unwrap_or_default(),
        username: username.clone(),
        password: who.password_text()?,
        is_demo: args.demo,
    };
    let (mut clinic, key) = create(folder, &new)?;
    if let Err(error) = save_recovery_key(&key, &new.clinic_name, &sheet) {
        // the file that is there now may be another program's
        clinic.lock().abandon()?;
        return Err(error.into());
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
