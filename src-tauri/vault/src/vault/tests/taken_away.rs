//! A file that is removed, moved or replaced under an open clinic takes no more writes.
#![cfg(unix)]

use std::fs;

use sync_contract::catalog::{Patient, Visit};
use sync_contract::ids::VisitId;
use sync_contract::read_version::ReadVersion;
use uuid::Uuid;

use crate::audit_chain::event::{Detail, Event};
use crate::crypto::password::Password;
use crate::error::{Error, Result};
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
