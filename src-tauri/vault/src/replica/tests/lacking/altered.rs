//! A byte that was altered under way or at rest takes a good version from no device and from no server.

use sync_contract::change::VersionBytes;

use super::*;

/// A version of another device, with the clinic's tag.
fn proved(unlocked: &Unlocked, mut state: CellState, row: Uuid) -> CellState {
    let (vault, entity) = (unlocked.vault(), Patient::DESCRIPTOR.number);
    let input = cell_input(vault.facts.tenant, entity, row, None, &state);
    state.tag = vault.tag_key().tag(&input);
    state
}

fn altered(state: &CellState) -> CellState {
    let mut altered = state.clone();
    altered.tag[15] ^= 1;
    altered
}

/// A byte that was altered under way takes nothing from the server: what has its clock there has other bytes.
#[test]
fn what_was_altered_under_way_replaces_no_good_version() {
    for at_ms in [LATER_MS, 1] {
        let (_machine, mut unlocked) = clinic();
        let id = register(&mut unlocked, "Okafor");
        let mut server = OneRow::of(&mut unlocked, id);
        let good = server.cell(STATE).clone();
        let theirs = with_status(unlocked.vault(), server.row.clone(), "ON_HOLD", at_ms);
        let theirs = theirs.cell(STATE).unwrap().clone();
        server.take_cell(theirs.clone(), &[good.clock]);
        let as_sent = server.row.clone();
        let slot = server.row.cells.iter_mut().find(|of| of.cell == STATE);
        *slot.unwrap() = altered(&theirs);
        assert_eq!(server.sent_to(&mut unlocked).quarantined, 1);
        assert_eq!(
            (status(&unlocked, id), offer_all(&mut unlocked)),
            ("ACTIVE".to_owned(), 1)
        );
        server.row = as_sent;
        server.sync(&mut unlocked);
        let mut at_server = server.row.cells.iter().chain(&server.row.siblings);
        assert!(at_server.any(|state| *state == theirs));
        assert_eq!(server.row.siblings.len(), 1);
        assert_eq!(
            (versions(&unlocked, id).len(), quarantined(&unlocked)),
            (2, 0)
        );
        assert_eq!(offer_all(&mut unlocked), 0);
    }
}

/// A byte altered at rest removes the version from no device that has it: a version offered in its place by a user who
/// never read it becomes a sibling, until a user decides.
#[test]
fn what_was_altered_at_rest_stays_where_it_is_good_and_is_offered_again() {
    let (_machine, mut unlocked) = clinic();
    let id = register(&mut unlocked, "Okafor");
    let mut server = OneRow::of(&mut unlocked, id);
    let first = server.cell(STATE).clone();
    let theirs = with_status(unlocked.vault(), server.row.clone(), "ON_HOLD", LATER_MS);
    let theirs = theirs.cell(STATE).unwrap().clone();
    server.take_cell(theirs.clone(), &[first.clock]);
    server.sent_to(&mut unlocked);
    let known = stored_patient(&unlocked, id);
    let slot = server.row.cells.iter_mut().find(|of| of.cell == STATE);
    *slot.unwrap() = altered(&theirs);
    let mut offered = CellState {
        replaces: vec![VersionBytes::of(&altered(&theirs))],
        ..first.clone()
    };
    (offered.clock.unix_ms, offered.clock.device) = (LATER_MS + 1, 7);
    let offered = proved(&unlocked, offered, id.0);
    server.take_cell(offered.clone(), &[first.clock]);
    assert_eq!(
        (server.cell(STATE), server.row.siblings.len()),
        (&offered, 0)
    );
    // and a user who had seen no other version overwrote it
    let mut edited = CellState {
        replaces: offered.replaces.clone(),
        ..offered.clone()
    };
    edited.clock.unix_ms += 1;
    let edited = proved(&unlocked, edited, id.0);
    server.take_cell(edited.clone(), &[offered.clock]);
    server.sent_to(&mut unlocked);
    assert_eq!(versions(&unlocked, id), [theirs.clock, edited.clock]);
    assert_eq!(offer_all(&mut unlocked), 1);
    server.sync(&mut unlocked);
    assert_eq!(
        (versions(&unlocked, id).len(), offer_all(&mut unlocked)),
        (2, 0)
    );
    assert_eq!(server.row.siblings.len(), 1);
    // a device with the good version applies a decision that names it as seen
    let conflict = unlocked.read().conflicts().unwrap().remove(0);
    let shown = conflict.siblings[0].content.clone();
    let decide = |tx: &mut crate::write::tx::WriteTx<'_>| {
        tx.resolve(Patient::DESCRIPTOR, id.0, &shown, &conflict.clocks())
    };
    unlocked.write("decide", decide).unwrap();
    server.sync(&mut unlocked);
    assert!(server.row.siblings.is_empty() && versions(&unlocked, id).len() == 1);
    let late = take_pulled(
        Some(known),
        server.row.clone(),
        Some(Patient::DESCRIPTOR),
        true,
    );
    assert_eq!(
        (late.cell(STATE), late.siblings.len()),
        (Some(server.cell(STATE)), 0)
    );
}

/// A deletion that was taken back stays so, whatever of that was altered under way to one device.
#[test]
fn what_was_altered_under_way_deletes_no_patient_again() {
    let (_machine, mut unlocked) = clinic();
    let id = register(&mut unlocked, "Okafor");
    let mut server = OneRow::of(&mut unlocked, id);
    let seen = unlocked.read().get::<Patient>(id).unwrap().unwrap().seen;
    let delete = |tx: &mut crate::write::tx::WriteTx<'_>| {
        tx.delete::<Patient>(id, DeletionReason::Duplicate, Some("twice"), &seen)
    };
    unlocked.write("delete patient", delete).unwrap();
    server.sync(&mut unlocked);
    let deletion = server.cell(DELETION).clone();
    let mut back = deletion.clone();
    (back.clock.unix_ms, back.clock.device) = (LATER_MS, 7);
    let values = back.clear.iter_mut();
    values.for_each(|(_, value)| *value = Value::Null);
    let back = proved(&unlocked, back, id.0);
    server.take_cell(back.clone(), &[deletion.clock]);
    let as_sent = server.row.clone();
    let slot = server.row.cells.iter_mut().find(|of| of.cell == DELETION);
    *slot.unwrap() = altered(&back);
    server.sent_to(&mut unlocked);
    assert_eq!((quarantined(&unlocked), offer_all(&mut unlocked)), (1, 1));
    server.row = as_sent;
    server.sync(&mut unlocked);
    assert!(!server.row.is_deleted() && !stored_patient(&unlocked, id).is_deleted());
    assert_eq!(server.cell(DELETION), &back);
}
