//! A signed note of which a byte was altered at rest is an open draft on no device that joins later.

use sync_contract::Phi;
use sync_contract::catalog::{Note, NoteKind, NoteStatus};
use sync_contract::field::{Bytes, Time};
use sync_contract::ids::NoteId;

use super::*;

const CONTENT: u8 = Note::CELL.content.number;

/// A note that this user has signed and the server has, and the draft that it was.
fn signed(unlocked: &mut Unlocked) -> (NoteId, OneRow, RowState) {
    let patient = register(unlocked, "Okafor");
    let id = NoteId(Uuid::from_u128(9));
    let mut note = Note {
        id,
        patient,
        visit: None,
        kind: NoteKind::Free,
        status: NoteStatus::Draft,
        version: 1,
        signed_at: None,
        signed_by: None,
        sections: Phi::new("{}".try_into().unwrap()),
        treatment_plan: Phi::new(None),
        metadata: Phi::new(None),
        custom_fields: Phi::new(None),
        template: None,
        signature: Phi::new(None),
    };
    unlocked.write("write note", |tx| tx.insert(&note)).unwrap();
    let draft = stored(unlocked, id);
    let seen = unlocked.read().get::<Note>(id).unwrap().unwrap().seen;
    note.status = NoteStatus::Signed;
    note.signature = Phi::new(Some(Bytes(vec![1; 64])));
    (note.signed_at, note.signed_by) = (Some(Time(1)), Some(unlocked.user()));
    let sign = |tx: &mut crate::write::tx::WriteTx<'_>| tx.update(&note, &seen);
    unlocked.write("sign note", sign).unwrap();
    accept_all(unlocked.vault_mut());
    let row = stored(unlocked, id);
    let mut server = OneRow { row, seq: 1 };
    server.sent_to(unlocked);
    (id, server, draft)
}

fn stored(unlocked: &Unlocked, id: NoteId) -> RowState {
    let conn = &unlocked.vault().conn;
    let mut row = rows::load(conn, Note::DESCRIPTOR, id.0).unwrap().unwrap();
    row.siblings = siblings::siblings(conn, row.entity, row.row).unwrap();
    row
}

#[test]
fn a_signed_note_that_was_altered_at_rest_is_offered_again_by_its_signer() {
    let (_machine, mut unlocked) = clinic();
    let (id, mut server, draft) = signed(&mut unlocked);
    let note = Some(Note::DESCRIPTOR);
    let good = server.cell(CONTENT).clone();
    let slot = server.row.cells.iter_mut().find(|of| of.cell == CONTENT);
    slot.unwrap().tag[15] ^= 1;
    assert_eq!(server.sent_to(&mut unlocked).quarantined, 1);
    assert_eq!(stored(&unlocked, id).cell(CONTENT), Some(&good));
    assert_eq!(offer_all(&mut unlocked), 1);
    assert_eq!(offer_all(&mut unlocked), 0, "it waits to be sent");
    server.sync(&mut unlocked);
    // what its signer has is shown as it was signed, and nothing is offered for ever
    assert_eq!(stored(&unlocked, id).cell(CONTENT), Some(&good));
    for _ in 0..2 {
        assert_eq!(offer_all(&mut unlocked), 0);
        server.sync(&mut unlocked);
    }
    let values = |state: &CellState| state.clear.clone();
    let is_shown = |row: &RowState| row.cell(CONTENT).map(values) == Some(values(&good));
    assert!(is_shown(&server.at_a_new_device(&unlocked)));
    // and so is it where the draft is
    let mut sent = server.row.clone();
    unlocked.vault().prover().verifier.retain_tagged(&mut sent);
    let at_a_colleague = take_pulled(Some(draft), sent, note, true);
    assert!(is_shown(&at_a_colleague) && at_a_colleague.siblings.is_empty());
}

/// A colleague's device has the complete note, too, but only its signer may offer it.
#[test]
fn a_note_that_a_colleague_has_signed_is_offered_by_no_other_user() {
    let (_machine, mut unlocked) = clinic();
    let (id, mut server, _) = signed(&mut unlocked);
    unlocked.forge_row(Note::DESCRIPTOR, id.0, |row| {
        let slot = row.cells.iter_mut().find(|of| of.cell == CONTENT);
        slot.unwrap().author = Uuid::from_u128(7);
    });
    server.row = stored(&unlocked, id);
    let slot = server.row.cells.iter_mut().find(|of| of.cell == CONTENT);
    slot.unwrap().tag[15] ^= 1;
    assert_eq!(server.sent_to(&mut unlocked).quarantined, 1);
    assert_eq!(offer_all(&mut unlocked), 0);
}

/// Alters a byte of one version of the note where the server has it.
fn alter(server: &mut OneRow, clock: Clock) {
    let row = &mut server.row;
    let mut all = row.cells.iter_mut().chain(&mut row.siblings);
    let version = all.find(|of| (of.cell, of.clock) == (CONTENT, clock));
    version.unwrap().tag[15] ^= 1;
}

#[test]
fn each_copy_of_a_signed_note_is_offered_again_once_it_was_altered() {
    let (_machine, mut unlocked) = clinic();
    let (id, mut server, _) = signed(&mut unlocked);
    let good = server.cell(CONTENT).clone();
    let mut altered = vec![good.clock];
    for round in 1..=3 {
        alter(&mut server, altered[round - 1]);
        assert!(server.sent_to(&mut unlocked).quarantined > 0);
        assert_eq!(offer_all(&mut unlocked), 1, "round {round}");
        server.sync(&mut unlocked);
        let versions = server.row.cells.iter().chain(&server.row.siblings);
        let is_new = |of: &&CellState| of.cell == CONTENT && !altered.contains(&of.clock);
        let newest = versions.filter(is_new).map(|of| of.clock).max();
        altered.push(newest.expect("its signer has sent it again"));
        for _ in 0..2 {
            assert_eq!(offer_all(&mut unlocked), 0, "round {round}");
            server.sync(&mut unlocked);
        }
        assert_eq!(stored(&unlocked, id).cell(CONTENT), Some(&good));
        let shown = server.at_a_new_device(&unlocked);
        let shown = shown.cell(CONTENT).map(|state| state.clear.clone());
        assert_eq!(shown, Some(good.clear.clone()), "round {round}");
    }
}
