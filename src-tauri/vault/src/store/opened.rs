//! Whether a path still names the file that is open under it: one that is removed, moved or replaced goes on taking
//! writes, and nobody finds them again.

#[cfg(unix)]
use std::fs;
use std::path::PathBuf;

#[cfg(unix)]
use crate::error::Error;
use crate::error::Result;

/// A file that is open, by its path and, on Unix, by device and number.
#[derive(Debug)]
pub(crate) struct OpenedFile {
    #[cfg_attr(not(unix), allow(dead_code))]
    path: PathBuf,
    #[cfg(unix)]
    number: (u64, u64),
}

impl OpenedFile {
    /// For a path whose file was opened just now.
    ///
    /// # Errors
    /// `FileMissing`, `NoPermission`.
    pub fn at(path: PathBuf) -> Result<Self> {
        Ok(Self {
            #[cfg(unix)]
            number: number_of(&path)?,
            path,
        })
    }

    /// To be asked before anything that a person writes is committed; one look at the folder. Elsewhere than on Unix an
    /// open file stays where it is.
    ///
    /// # Errors
    /// `FileMissing`.
    pub fn require(&self) -> Result<()> {
        #[cfg(unix)]
        if number_of(&self.path)? != self.number {
            return Err(Error::FileMissing);
        }
        Ok(())
    }
}

#[cfg(unix)]
fn number_of(path: &std::path::Path) -> Result<(u64, u64)> {
    use std::io::ErrorKind;
    use std::os::unix::fs::MetadataExt;
    match fs::metadata(path) {
        Ok(file) => Ok((file.dev(), file.ino())),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            Err(Error::FileMissing)
        }
        Err(error) => Err(error.into()),
    }
}

#[cfg(all(test, unix))]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::fs;

    use sync_contract::catalog::{Patient, Visit};
    use sync_contract::ids::VisitId;
    use sync_contract::read_version::ReadVersion;
    use uuid::Uuid;

    use super::*;
    use crate::audit_chain::event::{Detail, Event};
    use crate::crypto::password::Password;
    use crate::testing::*;
    use crate::unlocked::Unlocked;

    /// Tries every kind of write that a person makes.
    fn refused_writes(unlocked: &mut Unlocked) -> Vec<Result<()>> {
        let of = first_patient(unlocked);
        let draft = visit(VisitId(Uuid::from_u128(77)), of, unlocked.user(), "tired");
        vec![
            unlocked.write("register patient", |tx| {
                let id = tx.new_id();
                tx.insert(&patient(id, "Tal"))
            }),
            unlocked.write_each("register patients", ["Lind"], |tx, name| {
                let id = tx.new_id();
                tx.insert(&patient(id, name))
            }),
            unlocked.save_draft(&draft, &ReadVersion::default()),
            unlocked.vault_mut().store_drafts(),
            unlocked
                .vault_mut()
                .set_server("https://clinic.example", None),
        ]
    }

    fn first_patient(unlocked: &Unlocked) -> sync_contract::ids::PatientId {
        let all = unlocked.read().all::<Patient>(crate::Deleted::Hidden);
        all.unwrap()[0].value.id
    }

    #[test]
    fn a_file_that_was_taken_away_takes_no_write_and_is_read() {
        for is_replaced in [false, true] {
            let (machine, mut unlocked) = clinic();
            let id = register(&mut unlocked, "Okafor");
            let elsewhere = machine.folder.join("elsewhere.db");
            fs::rename(machine.database(), &elsewhere).unwrap();
            if is_replaced {
                fs::write(machine.database(), b"another").unwrap();
            }
            for (at, refused) in refused_writes(&mut unlocked).into_iter().enumerate() {
                assert!(
                    matches!(refused, Err(Error::FileMissing)),
                    "{at}: {refused:?}"
                );
            }
            assert_eq!(count(&unlocked.vault, "select count(*) from patients"), 1);
            assert_eq!(count(&unlocked.vault, "select count(*) from drafts"), 0);
            // reading goes on, and so does what copies the clinic out of the open file
            assert!(unlocked.read().get::<Patient>(id).unwrap().is_some());
            let event = Event::new("create backup", "clinic");
            unlocked.record(event, &Detail::default()).unwrap();
            let backup = machine.folder.with_extension("backup");
            unlocked.back_up(&backup).unwrap();

            let password = Password::new(PASSWORD);
            let refused = unlocked.lock().unlock("ada", &password).unwrap_err();
            assert!(matches!(refused.error, Error::FileMissing), "{refused:?}");
            // nothing was lost where the very file is put back
            fs::rename(&elsewhere, machine.database()).unwrap();
            let mut unlocked = refused.vault.unlock("ada", &password).unwrap();
            assert!(
                unlocked
                    .draft::<Visit>(VisitId(Uuid::from_u128(77)))
                    .unwrap()
                    .is_some()
            );
            register(&mut unlocked, "Adeyemi");
            fs::remove_file(backup).unwrap();
        }
    }

    #[test]
    fn an_action_during_which_the_file_goes_is_refused() {
        let (machine, mut unlocked) = clinic();
        let written = unlocked.write("register patient", |tx| {
            fs::remove_file(machine.database()).unwrap();
            let id = tx.new_id();
            tx.insert(&patient(id, "Tal"))
        });
        assert!(matches!(written, Err(Error::FileMissing)), "{written:?}");
    }
}
