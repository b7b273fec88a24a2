//! A page is read of one state of the file, and asks it for nothing twice.

use std::sync::atomic::Ordering;

use rusqlite::Connection;
use sync_contract::Descriptor;

use super::*;
use crate::read::stored::Stored;

/// Every list of a chart that is empty for a patient who has just been registered.
fn read_empty_lists(read: &Reader<'_>, of: PatientId) {
    assert!(read.allergies(of).unwrap().is_empty());
    assert!(read.conditions(of).unwrap().is_empty());
    assert!(read.medications(of).unwrap().is_empty());
    assert!(read.pregnancies_of(of).unwrap().is_empty());
    assert!(read.stays_of(of).unwrap().is_empty());
    assert!(read.goals_of(of).unwrap().is_empty());
    assert!(read.tasks_of(of).unwrap().is_empty());
    assert!(read.consents_of(of).unwrap().is_empty());
    assert!(read.insurance_policies_of(of).unwrap().is_empty());
    assert!(read.referrals_of(of).unwrap().is_empty());
    assert!(read.lab_tests_of(of).unwrap().is_empty());
    assert!(read.visits_of(of).unwrap().is_empty());
    assert!(read.files_of(of).unwrap().patients.is_empty());
}

fn begin_visit(unlocked: &mut Unlocked, patient: PatientId) -> VisitId {
    let user = unlocked.user();
    let begun = unlocked.write("begin visit", |tx| -> Result<VisitId> {
        let id: VisitId = tx.new_id();
        tx.insert(&visit(id, patient, user, "Review"))?;
        Ok(id)
    });
    begun.unwrap()
}

#[test]
fn the_empty_lists_of_a_page_take_two_statements_together() {
    let (_machine, mut unlocked) = clinic();
    let patient = register(&mut unlocked, "Okafor");
    let statements = unlocked.vault.count_statements();
    let count = |lists: &dyn Fn()| {
        statements.store(0, Ordering::Relaxed);
        lists();
        statements.load(Ordering::Relaxed)
    };
    let apart = count(&|| read_empty_lists(&unlocked.read(), patient));
    let together = count(&|| {
        let read = || -> Result<()> {
            read_empty_lists(&unlocked.read(), patient);
            Ok(())
        };
        unlocked.read_at_once(read).unwrap();
    });
    // the transaction, the entities of which there is anything, how many rows there are
    assert_eq!(together, 4);
    assert!(apart > 20, "{apart}");
}

#[test]
fn a_page_asks_once_what_is_still_to_come() {
    let (_machine, mut unlocked) = clinic();
    let statements = unlocked.vault.count_statements();
    let count = |kinds: &[&'static Descriptor]| {
        statements.store(0, Ordering::Relaxed);
        let ask = || -> Result<()> {
            for kind in kinds {
                assert!(!unlocked.read().is_to_come(kind)?);
            }
            Ok(())
        };
        unlocked.read_at_once(ask).unwrap();
        statements.load(Ordering::Relaxed)
    };
    let one = count(&[Visit::DESCRIPTOR]);
    assert_eq!(count(&[Visit::DESCRIPTOR, Patient::DESCRIPTOR]), one);
}

#[test]
fn what_is_written_while_a_page_is_read_is_in_the_next_one() {
    let (machine, mut unlocked) = clinic();
    let patient = register(&mut unlocked, "Okafor");
    let visit = begin_visit(&mut unlocked, patient);
    let visits = || unlocked.read().visits_of(patient);
    let seen = unlocked.read_at_once(|| -> Result<(usize, usize)> {
        let before = visits()?.len();
        let other = Connection::open(machine.database()).unwrap();
        other
            .execute("delete from visits where id = ?1", [visit.0.as_bytes()])
            .unwrap();
        Ok((before, visits()?.len()))
    });
    assert_eq!(seen.unwrap(), (1, 1));
    assert!(unlocked.take_damage().is_empty());
    let next = unlocked.read_at_once(visits).unwrap();
    assert!(next.is_empty());
    let damage = unlocked.take_damage();
    assert_eq!((damage.len(), damage[0].missing), (1, 1));
}

#[test]
fn a_row_that_is_damaged_on_a_page_is_quarantined_at_its_end() {
    let (machine, mut unlocked) = clinic();
    let patient = register(&mut unlocked, "Okafor");
    begin_visit(&mut unlocked, patient);
    let other = Connection::open(machine.database()).unwrap();
    let edit = "update visits set started_at = started_at + 1";
    assert_eq!(other.execute(edit, []).unwrap(), 1);
    let read = || -> Result<(Vec<Stored<Visit>>, usize)> {
        let visits = unlocked.read().visits_of(patient)?;
        Ok((visits, unlocked.read().quarantined()?.len()))
    };
    let (visits, meanwhile) = unlocked.read_at_once(read).unwrap();
    assert!(visits.is_empty());
    assert_eq!(meanwhile, 0);
    assert_eq!(unlocked.read().quarantined().unwrap().len(), 1);
    assert_eq!(unlocked.take_damage().len(), 1);
}

/// A sync in the background heals a row while a page is read.
#[test]
fn what_was_healed_while_a_page_was_read_is_not_quarantined() {
    let (machine, mut unlocked) = clinic();
    let patient = register(&mut unlocked, "Okafor");
    begin_visit(&mut unlocked, patient);
    let other = Connection::open(machine.database()).unwrap();
    let edit = |by: i64| {
        let sql = "update visits set started_at = started_at + ?1";
        assert_eq!(other.execute(sql, [by]).unwrap(), 1);
    };
    let visits = || unlocked.read().visits_of(patient);
    edit(1);
    let read = unlocked.read_at_once(|| {
        let visits = visits();
        edit(-1);
        visits
    });
    assert!(read.unwrap().is_empty());
    assert!(unlocked.read().quarantined().unwrap().is_empty());
    // what is still so is noted by the next page
    edit(2);
    let read = unlocked.read_at_once(|| {
        let visits = visits();
        edit(1);
        visits
    });
    assert!(read.unwrap().is_empty());
    assert!(unlocked.read().quarantined().unwrap().is_empty());
    assert!(unlocked.read_at_once(visits).unwrap().is_empty());
    assert_eq!(unlocked.read().quarantined().unwrap().len(), 1);
}

#[test]
fn a_page_whose_reading_fails_leaves_nothing_behind() {
    let (_machine, mut unlocked) = clinic();
    let patient = register(&mut unlocked, "Okafor");
    let failed = unlocked.read_at_once(|| -> Result<()> {
        assert!(unlocked.read().visits_of(patient)?.is_empty());
        Err(crate::error::Error::NotFound)
    });
    failed.unwrap_err();
    begin_visit(&mut unlocked, patient);
    assert_eq!(unlocked.read().visits_of(patient).unwrap().len(), 1);
}
