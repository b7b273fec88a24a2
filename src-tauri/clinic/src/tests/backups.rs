//! When a backup was made and rehearsed, and when the next one is due.
#![allow(clippy::unwrap_used)]

use std::path::PathBuf;

use sync_contract::Right;
use vault::Vault;
use vault::recovery::RecoveryKey;

use crate::Clinic;
use crate::backup::{self, show};
use crate::error::{Error, Reason};
use crate::testing::{ADMIN_PASSWORD, Machine, PASSWORD, add_user, registered};
use crate::tests::invoices::faults;
use crate::view::Day;

const DAY_S: i64 = 86_400;

fn with_key() -> (Machine, Clinic, RecoveryKey, PathBuf) {
    let machine = Machine::new();
    let (mut admin, key) = machine.create_clinic(false);
    add_user(&mut admin, "desk", "Receptionist");
    let out = machine.folder.with_extension("backup");
    (machine, admin, key, out)
}

#[test]
fn a_backup_is_due_until_one_is_made_and_again_after_its_days() {
    let (machine, admin, _, out) = with_key();
    let before = show(&admin).unwrap();
    assert_eq!((before.last, before.is_due), (None, true));
    assert!(!before.is_rehearsal_due, "there is nothing to rehearse");
    backup::create(&admin, &out).unwrap();
    let made = show(&admin).unwrap();
    let last = made.last.unwrap();
    assert_eq!(last.by, "Ada Okafor");
    assert_eq!(last.file.as_deref(), out.file_name().unwrap().to_str());
    assert_eq!(made.next_on, Some(Day("2026-11-27".into())));
    assert_eq!((made.is_due, made.is_rehearsal_due), (false, true));
    drop(admin);
    machine.clock.advance_s(7 * DAY_S);
    let mut admin = machine.sign_in("admin", ADMIN_PASSWORD);
    let due = show(&admin).unwrap();
    assert!(due.is_due);
    let later = backup::edit_days(&mut admin, &due.seen, 14).unwrap();
    assert_eq!(later.next_on, Some(Day("2026-12-04".into())));
    assert!(!later.is_due);
    for days in [0, 91] {
        let refused = backup::edit_days(&mut admin, &later.seen, days);
        assert_eq!(faults(refused), [("everyDays", Reason::Impossible)]);
    }
}

#[test]
fn a_backup_that_could_not_be_written_is_not_the_last_one() {
    let (_machine, admin, _, out) = with_key();
    std::fs::write(&out, "taken").unwrap();
    backup::create(&admin, &out).unwrap_err();
    assert_eq!(show(&admin).unwrap().last, None);
}

#[test]
fn a_rehearsal_counts_what_a_restore_would_bring_back() {
    let (machine, mut admin, key, out) = with_key();
    registered(&mut admin, "Mary", "Okafor", "1962-04-12");
    backup::create(&admin, &out).unwrap();
    let report = Vault::check_backup(&out, &key, &mut |_, _| {}).unwrap();
    let rehearsal = backup::note_rehearsal(&admin, &out, &report, 42).unwrap();
    assert_eq!((rehearsal.patients, rehearsal.seconds), (1, 42));
    assert!(rehearsal.rows > 1 && rehearsal.audit_entries > 0);
    assert_eq!((rehearsal.altered, &*rehearsal.made_by), (0, "Ada Okafor"));
    let shown = show(&admin).unwrap();
    assert!(shown.rehearsed.is_some() && !shown.is_rehearsal_due);
    drop(admin);
    machine.clock.advance_s(91 * DAY_S);
    let admin = machine.sign_in("admin", ADMIN_PASSWORD);
    assert!(show(&admin).unwrap().is_rehearsal_due);
}

#[test]
fn a_backup_of_another_clinic_is_no_rehearsal() {
    let (_machine, admin, _, _) = with_key();
    let (_other, theirs, key, out) = with_key();
    backup::create(&theirs, &out).unwrap();
    let report = Vault::check_backup(&out, &key, &mut |_, _| {}).unwrap();
    let refused = backup::note_rehearsal(&admin, &out, &report, 1);
    assert!(matches!(
        refused,
        Err(Error::Vault(vault::Error::BadBackup))
    ));
    assert_eq!(show(&admin).unwrap().rehearsed, None);
}

#[test]
fn backups_are_for_who_may_make_them() {
    let (machine, admin, ..) = with_key();
    drop(admin);
    let office = machine.sign_in("desk", PASSWORD);
    let refused = show(&office);
    assert!(
        matches!(refused, Err(Error::Forbidden(Right::BackupsCreate))),
        "{refused:?}"
    );
}
