//! A server on which an older state of a row was put back: whoever joins later would take it for the last one.

use super::*;

fn status(row: &RowState) -> Option<&str> {
    let state = row.cell(STATE)?;
    let status = state.clear_value(Patient::FIELD.status.number);
    status.and_then(Value::as_text)
}

/// A patient whose status was changed, and the row as it was before.
fn edited(unlocked: &mut Unlocked) -> (PatientId, OneRow, RowState) {
    let id = register(unlocked, "Okafor");
    let mut server = OneRow::of(unlocked, id);
    let before = server.row.clone();
    let edited = with_status(unlocked.vault(), before.clone(), "ON_HOLD", LATER_MS);
    let seen = before.cell(STATE).unwrap().clock;
    server.take_cell(edited.cell(STATE).unwrap().clone(), &[seen]);
    server.sent_to(unlocked);
    assert_eq!(status(&stored_patient(unlocked, id)), Some("ON_HOLD"));
    (id, server, before)
}

#[test]
fn a_later_version_is_offered_where_an_earlier_one_was_put_back() {
    let (machine, mut unlocked) = clinic();
    let (id, mut server, before) = edited(&mut unlocked);
    server.row = before;
    server.sent_to(&mut unlocked);
    assert_eq!(status(&stored_patient(&unlocked, id)), Some("ON_HOLD"));
    assert_eq!(
        offer_all(&mut unlocked),
        0,
        "a later page may be on its way"
    );
    machine.clock.advance_s(3_600);
    assert_eq!(offer_all(&mut unlocked), 1);
    server.sync(&mut unlocked);
    assert_eq!(status(&server.at_a_new_device(&unlocked)), Some("ON_HOLD"));
    assert_eq!(status(&stored_patient(&unlocked, id)), Some("ON_HOLD"));
    machine.clock.advance_s(3_600);
    assert_eq!(offer_all(&mut unlocked), 0, "once");
}

/// The row comes as it was before a deletion.
#[test]
fn a_deletion_is_offered_where_the_state_before_it_was_put_back() {
    let (machine, mut unlocked) = clinic();
    let id = register(&mut unlocked, "Okafor");
    let mut server = OneRow::of(&mut unlocked, id);
    let before = server.row.clone();
    let seen = unlocked.read().get::<Patient>(id).unwrap().unwrap().seen;
    let delete = |tx: &mut crate::write::tx::WriteTx<'_>| {
        tx.delete::<Patient>(id, DeletionReason::Duplicate, Some("twice"), &seen)
    };
    unlocked.write("delete patient", delete).unwrap();
    // what waits is not lacking
    server.sent_to(&mut unlocked);
    assert!(lacking::list(&unlocked.vault().conn).unwrap().is_empty());
    server.sync(&mut unlocked);
    assert!(server.row.is_deleted());
    server.row = before;
    server.sent_to(&mut unlocked);
    assert!(stored_patient(&unlocked, id).is_deleted());
    assert_eq!(offer_all(&mut unlocked), 0, "a later page may come");
    machine.clock.advance_s(3_600);
    assert_eq!(offer_all(&mut unlocked), 1);
    server.sync(&mut unlocked);
    let elsewhere = server.at_a_new_device(&unlocked);
    assert!(elsewhere.is_deleted() && elsewhere.siblings.is_empty());
    machine.clock.advance_s(3_600);
    assert_eq!(offer_all(&mut unlocked), 0, "once");
}

#[test]
fn a_page_that_comes_late_is_healed_by_the_next_one() {
    let (machine, mut unlocked) = clinic();
    let (id, mut server, before) = edited(&mut unlocked);
    let last = std::mem::replace(&mut server.row, before);
    server.sent_to(&mut unlocked);
    assert!(!lacking::list(&unlocked.vault().conn).unwrap().is_empty());
    server.row = last;
    server.sent_to(&mut unlocked);
    assert!(lacking::list(&unlocked.vault().conn).unwrap().is_empty());
    machine.clock.advance_s(3_600);
    assert_eq!(offer_all(&mut unlocked), 0);
    assert_eq!(status(&stored_patient(&unlocked, id)), Some("ON_HOLD"));
}

/// It says so itself, and what it lacks comes from those who wrote it.
#[test]
fn what_a_restored_server_lacks_is_not_offered_for_that() {
    let (machine, mut unlocked) = clinic();
    connect(&mut unlocked);
    let (_, mut server, before) = edited(&mut unlocked);
    unlocked.vault_mut().note_server_restored().unwrap();
    server.row = before;
    server.sent_to(&mut unlocked);
    machine.clock.advance_s(3_600);
    assert_eq!(offer_all(&mut unlocked), 0);
}

/// What waits here is later than what the server has: nothing was put back for that.
#[test]
fn what_waits_to_be_sent_is_not_lacking() {
    let (_machine, mut unlocked) = clinic();
    let (id, mut server, _) = edited(&mut unlocked);
    let row = unlocked.read().get::<Patient>(id).unwrap().unwrap();
    let mut changed = row.value;
    changed.status = sync_contract::catalog::PatientStatus::Discharged;
    let edit = |tx: &mut crate::write::tx::WriteTx<'_>| tx.update(&changed, &row.seen);
    unlocked.write("edit patient", edit).unwrap();
    server.sent_to(&mut unlocked);
    assert!(lacking::list(&unlocked.vault().conn).unwrap().is_empty());
}
