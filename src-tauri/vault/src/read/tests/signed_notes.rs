//! A signed note that was taken out of the file, or put back as a draft, is missing from every list of notes.
#![allow(clippy::unwrap_used)]

use sync_contract::Phi;
use sync_contract::catalog::*;
use sync_contract::entity::Entity;
use sync_contract::field::Bytes;
use sync_contract::ids::{NoteId, PatientId};
use uuid::Uuid;

use super::altered::Attacked;
use crate::read::reader::Reader;
use crate::testing::{clinic, register};
use crate::unlocked::Unlocked;

/// Its versions and addenda are still there.
#[test]
fn a_signed_note_whose_row_was_deleted_is_missing_from_the_notes() {
    let attacked = Attacked::new();
    let (read, conn) = (attacked.unlocked.read(), &attacked.unlocked.vault.conn);
    let note = attacked.rows(Note::DESCRIPTOR).remove(0).value;
    let patient = PatientId(note.patient.unwrap());
    let before = read.notes_of(patient).unwrap().len();
    let sql = "delete from notes where id = ?1";
    conn.execute(sql, [note.id.as_bytes()]).unwrap();
    assert_eq!(read.notes_of(patient).unwrap().len(), before - 1);
    assert!(!read.addenda_of(patient).unwrap().is_empty());
    let reported = attacked.unlocked.take_damage();
    assert_eq!((reported.len(), reported[0].missing), (1, 1));
    assert_eq!(reported[0].entity, Note::DESCRIPTOR.number);
}

/// A draft with its own tag, as it was before its author signed it.
#[test]
fn a_signed_note_that_is_a_draft_again_is_missing_from_the_notes() {
    let (machine, mut unlocked) = clinic();
    let patient = register(&mut unlocked, "Okafor");
    let id = NoteId(Uuid::from_u128(9));
    let draft = Note {
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
    unlocked
        .write("write note", |tx| tx.insert(&draft))
        .unwrap();
    let other = Note {
        id: NoteId(Uuid::from_u128(10)),
        ..draft.clone()
    };
    unlocked
        .write("write note", |tx| tx.insert(&other))
        .unwrap();
    let older = machine.older();
    let seen = unlocked.read().get::<Note>(id).unwrap().unwrap().seen;
    let mut signed = draft;
    (signed.status, signed.signature) = (NoteStatus::Signed, Phi::new(Some(Bytes(vec![1; 64]))));
    unlocked
        .write("sign note", |tx| tx.update(&signed, &seen))
        .unwrap();
    let reads: [&dyn Fn(&Reader<'_>); 4] = [
        &|read| drop(read.notes_of(patient).unwrap()),
        &|read| drop(read.rows_of_patient(Note::DESCRIPTOR, patient).unwrap()),
        &|read| drop(read.get::<Note>(id).unwrap()),
        &|read| read.look_over_all().unwrap(),
    ];
    let noted = |unlocked: &Unlocked| {
        let each = reads.iter().map(|read| {
            read(&unlocked.read());
            let noted = unlocked.take_damage();
            let missing = noted.iter().filter(|damage| damage.missing > 0);
            let of_notes = missing.map(|damage| (damage.entity, damage.missing));
            of_notes.collect::<Vec<_>>()
        });
        each.collect::<Vec<_>>()
    };
    assert_eq!(noted(&unlocked), vec![vec![]; 4]);
    assert!(unlocked.vault.verify_audit().unwrap().is_clean());
    machine.put_back(&older, "notes", id.0);
    let missing = (Note::DESCRIPTOR.number, 1);
    assert_eq!(noted(&unlocked), vec![vec![missing]; 4]);
    let record = || {
        let record = unlocked.vault.verify_audit().unwrap().records.remove(0);
        (record.entity, record.damaged, record.missing)
    };
    assert_eq!(record(), (missing.0, 0, 1));
    // that another one is damaged hides it as little
    for column in ["updated_at = 5", "content_sealed = x'00'"] {
        let damage = format!("update notes set {column} where hex(id) like '%0A'");
        assert_eq!(unlocked.vault.conn.execute(&damage, []).unwrap(), 1);
        assert_eq!(noted(&unlocked), vec![vec![missing]; 4], "{column}");
        assert_eq!(record(), (missing.0, 1, 1), "{column}");
    }
    // nor does one that was made to say that it is signed
    let forged = "update notes set status = 'SIGNED' where hex(id) like '%0A'";
    assert_eq!(unlocked.vault.conn.execute(forged, []).unwrap(), 1);
    assert_eq!(noted(&unlocked), vec![vec![missing]; 4]);
    assert_eq!(record(), (missing.0, 1, 1));
}
