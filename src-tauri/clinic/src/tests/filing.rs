//! Documents that are to file: who sees and files them, and what is not among them.
#![allow(clippy::unwrap_used)]

use sync_contract::catalog::{ClinicalDocument, OfficeDocument};

use crate::attachments::add::all;
use crate::attachments::measure::MeasuredFile;
use crate::attachments::view::{DocumentType, DocumentView, DocumentsOf};
use crate::error::{Error, Reason};
use crate::patients::edit;
use crate::patients::view::DeletionReason;
use crate::testing::{Machine, PASSWORD, add_user, clinic, registered};
use crate::tests::documents::new;
use crate::tests::invoices::faults;
use crate::view::Id;
use crate::{Clinic, chart, documents, filing, office_documents};

/// A letter of a chart and a card of the front desk, as medical records sees them.
fn records_with_two() -> (Machine, Clinic, Id, [DocumentView; 2]) {
    let (machine, mut admin) = clinic();
    add_user(&mut admin, "files", "Medical records");
    add_user(&mut admin, "vera", "Viewer");
    add_user(&mut admin, "paul", "Receptionist");
    drop(admin);
    let mut records = machine.sign_in("files", PASSWORD);
    let mary = registered(&mut records, "Mary", "Okafor", "1992-03-12");
    let letter = new(&mary, "Letter", DocumentType::Letter);
    let letter = all::<ClinicalDocument>(&mut records, &letter, b"%PDF-1.7 a").unwrap();
    let card = new(&mary, "Card", DocumentType::InsuranceCard);
    let card = all::<OfficeDocument>(&mut records, &card, b"%PDF-1.7 b").unwrap();
    (machine, records, mary, [letter, card])
}

/// The names of what is to file.
fn to_file(clinic: &Clinic) -> Vec<String> {
    let listed = filing::worklist(clinic).unwrap();
    assert!(!listed.is_unsure);
    listed.documents.into_iter().map(|view| view.name).collect()
}

#[test]
fn what_was_added_first_leads_until_it_is_filed() {
    let (_machine, mut records, mary, [letter, card]) = records_with_two();
    let listed = filing::worklist(&records).unwrap().documents;
    let of: Vec<_> = listed.iter().map(|view| (view.of, view.kind)).collect();
    assert_eq!(
        of,
        [
            (DocumentsOf::Chart, DocumentType::Letter),
            (DocumentsOf::Office, DocumentType::InsuranceCard),
        ]
    );
    assert!(
        listed
            .iter()
            .all(|view| view.patient.id == mary && view.by.contains("files"))
    );
    assert_eq!((letter.filed_at, letter.filed_by.as_str()), (None, ""));

    let filed = documents::file(&mut records, &letter.id, &listed[0].seen).unwrap();
    assert!(filed.filed_at.is_some() && filed.filed_by.contains("files"));
    assert_eq!(to_file(&records), ["Card"]);
    office_documents::file(&mut records, &card.id, &card.seen).unwrap();
    assert!(to_file(&records).is_empty());

    let back = documents::unfile(&mut records, &letter.id, &filed.seen).unwrap();
    assert_eq!((back.filed_at, back.filed_by.as_str()), (None, ""));
    assert_eq!(to_file(&records), ["Letter"]);
}

#[test]
fn one_is_filed_once_and_against_the_version_that_was_seen() {
    let (_machine, mut records, _, [letter, card]) = records_with_two();
    let filed = documents::file(&mut records, &letter.id, &letter.seen).unwrap();
    let again = documents::file(&mut records, &letter.id, &filed.seen);
    assert_eq!(faults(again)[0], ("document", Reason::OutOfOrder));
    let early = office_documents::unfile(&mut records, &card.id, &card.seen);
    assert_eq!(faults(early)[0], ("document", Reason::OutOfOrder));
    let unknown = documents::file(&mut records, &card.id, &card.seen);
    assert!(matches!(unknown, Err(Error::NotFound(_))));
}

#[test]
fn a_file_that_is_still_being_added_is_not_filed() {
    let (_machine, mut records, mary, _) = records_with_two();
    let scan = new(&mary, "Scan", DocumentType::Image);
    let measured = MeasuredFile::of(&[7; 9]).unwrap();
    let begun = documents::begin(&mut records, &scan, &measured)
        .unwrap()
        .document;
    assert_eq!(to_file(&records), ["Letter", "Card"]);
    let early = documents::file(&mut records, &begun.id, &begun.seen);
    assert!(matches!(early, Err(Error::DocumentIncomplete { .. })));
    documents::store(&mut records, &begun.id, &measured, 0, &[7; 9]).unwrap();
    assert_eq!(to_file(&records), ["Letter", "Card", "Scan"]);
}

#[test]
fn nothing_of_a_deleted_patient_and_nothing_removed_is_to_file() {
    let (_machine, mut records, mary, [letter, _]) = records_with_two();
    documents::remove(&mut records, &letter.id, &letter.seen, "OTHER").unwrap();
    assert_eq!(to_file(&records), ["Card"]);
    let seen = chart::show(&mut records, &mary).unwrap().form.seen;
    edit::delete(&mut records, &mary, &seen, DeletionReason::Other, "moved").unwrap();
    assert!(to_file(&records).is_empty());
}

#[test]
fn who_may_not_write_documents_sees_no_list() {
    let (machine, records, _, [letter, card]) = records_with_two();
    drop(records);
    let viewer = machine.sign_in("vera", PASSWORD);
    assert!(matches!(
        filing::worklist(&viewer),
        Err(Error::Forbidden(_))
    ));
    drop(viewer);
    let mut paul = machine.sign_in("paul", PASSWORD);
    assert!(matches!(filing::worklist(&paul), Err(Error::Forbidden(_))));
    let filed = documents::file(&mut paul, &letter.id, &letter.seen);
    assert!(matches!(filed, Err(Error::Forbidden(_))));
    // what the front desk itself has added, it may file
    office_documents::file(&mut paul, &card.id, &card.seen).unwrap();
}
