//! Voids of signed notes by users who may not void them, written by hand: no device counts them.

use clinic::notes::content::SectionText;
use clinic::notes::show::show;
use clinic::notes::write::{NewNote, create};
use clinic::notes::{NoteKind, NoteSection, NoteState, NoteView, sign, void};
use clinic::view::Id;
use support::{Device, Samples, TestClinic};
use sync_contract::Purpose;
use sync_contract::catalog::{Note, NoteVoid, Patient, note_void_signing_input};
use sync_contract::entity::Entity;
use sync_contract::field::{Bytes, Text};
use sync_contract::ids::{NoteId, PatientId};
use vault::WriteTx;

/// What a program writes that does not ask who may.
fn void_by_hand(tx: &mut WriteTx<'_>, note: NoteId) -> vault::Result<()> {
    let note = tx.get::<Note>(note)?.unwrap().value;
    let reason: Text<2000> = "Not mine".try_into().unwrap();
    let mut void = NoteVoid {
        id: tx.new_id(),
        patient: note.patient,
        note: note.id,
        reason: reason.into(),
        signature: Bytes(Vec::new()).into(),
    };
    let signed = note.signature.open().unwrap().as_ref().unwrap();
    let input = note_void_signing_input(tx.tenant(), tx.user(), tx.now(), &signed.0, &void);
    void.signature = Bytes(tx.sign(Purpose::Note, &input.unwrap()).to_vec()).into();
    tx.insert(&void)?;
    Ok(())
}

fn shown(device: &mut Device, note: &Id) -> NoteView {
    device.sync();
    show(device.clinic(), note).unwrap()
}

#[test]
fn a_colleagues_void_by_hand_counts_on_no_device() {
    let (clinic, mut first) = TestClinic::create_with(&[("bo", "Dietitian"), ("cy", "Dietitian")]);
    let row = Samples::new(clinic.tenant).row(Patient::DESCRIPTOR, 0);
    first.sign_in_here("ada");
    first.insert(&row).unwrap();
    first.sync();
    let mut signer = clinic.enrol(&mut first, "bo");
    let mut colleague = clinic.enrol(&mut first, "cy");
    let new = NewNote {
        patient: PatientId(row.id),
        visit: None,
        kind: NoteKind::Free,
        sections: vec![SectionText {
            section: NoteSection::Text,
            text: "Eats late.".into(),
        }],
        custom: Vec::new(),
    };
    let note = create(signer.clinic(), &new).unwrap().id;
    sign::sign_stored(signer.clinic(), &note).unwrap();
    signer.sync();
    colleague.sync();
    let id: NoteId = note.to().unwrap();
    let refused = void::void(colleague.clinic(), &note, "Not mine");
    assert!(matches!(refused, Err(clinic::Error::NoteOfAnother)));
    let unlocked = colleague.unlocked_mut();
    unlocked
        .write("void note", |tx| void_by_hand(tx, id))
        .unwrap();
    for device in [&mut colleague, &mut signer] {
        let note = shown(device, &note);
        assert_eq!((note.state, note.void), (NoteState::Signed, None));
        assert_eq!(note.refused_voids.len(), 1);
        assert!(note.refused_voids[0].valid && note.refused_voids[0].by.starts_with("cy"));
    }
    assert_eq!(colleague.refused(), [], "the server takes it");
    // it is in the way of no void that counts
    void::void(signer.clinic(), &note, "Written for another patient").unwrap();
    for device in [&mut signer, &mut colleague] {
        let note = shown(device, &note);
        assert_eq!(note.state, NoteState::Void);
        let of = note.void.unwrap();
        assert_eq!(
            (of.reason.as_str(), of.valid),
            ("Written for another patient", true)
        );
        assert_eq!(note.refused_voids.len(), 1);
    }
}
