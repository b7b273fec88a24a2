//! Documents: who may see and add them, how their adding goes on, and that nothing but what was added is ever opened.
#![allow(clippy::unwrap_used)]

use serde_json::json;
use sync_contract::Entity;
use sync_contract::catalog::{
    CHUNK_BYTES, ClinicalDocument, DOCUMENT_BYTES_MAX, DocumentChunk, OfficeDocument, chunk_id,
    chunks_of,
};
use uuid::Uuid;

use crate::attachments::add::{all, label};
use crate::attachments::measure::MeasuredFile;
use crate::attachments::stored::Attachment;
use crate::attachments::view::{
    DocumentEdit, DocumentForm, DocumentPreview, DocumentType, DocumentView, NewDocument,
};
use crate::error::{Error, Reason};
use crate::patients::view::DeletionReason;
use crate::testing::{ADMIN_PASSWORD, Machine, PASSWORD, add_user, clinic, registered};
use crate::timeline::list::list as timeline;
use crate::view::{Day, Id};
use crate::{Clinic, Result, chart, chart_row, documents, office_documents, patients};

/// A bit more than two parts.
const SIZE: usize = CHUNK_BYTES * 2 + 4_321;

pub(super) fn new(patient: &Id, name: &str, kind: DocumentType) -> NewDocument {
    NewDocument {
        patient_id: patient.clone(),
        form: DocumentForm {
            name: name.to_owned(),
            kind,
            dated: String::new(),
        },
    }
}

fn content(seed: u64) -> Vec<u8> {
    let mut state = seed.wrapping_mul(2) + 1;
    let next = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (state >> 33) as u8
    };
    std::iter::repeat_with(next).take(SIZE).collect()
}

fn clinic_with_mary() -> (Machine, Clinic, Id) {
    let (machine, mut admin) = clinic();
    add_user(&mut admin, "vera", "Viewer");
    add_user(&mut admin, "ida", "Nurse");
    add_user(&mut admin, "rex", "Medical records");
    drop(admin);
    let mut diet = machine.sign_in("diet", PASSWORD);
    let mary = registered(&mut diet, "Mary", "Okafor", "1992-03-12");
    (machine, diet, mary)
}

fn add(clinic: &mut Clinic, patient: &Id, name: &str, content: &[u8]) -> DocumentView {
    let new = new(patient, name, DocumentType::Report);
    all::<ClinicalDocument>(clinic, &new, content).unwrap()
}

fn opened(clinic: &Clinic, id: &Id) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    documents::save(clinic, id, &mut bytes).map(|()| bytes)
}

#[track_caller]
fn invalid<T: std::fmt::Debug>(answer: Result<T>, field: &str, reason: Reason) {
    match answer.unwrap_err() {
        Error::Invalid {
            field: of,
            reason: why,
        } => assert_eq!((of, why), (field, reason)),
        other => unreachable!("{other:?}"),
    }
}

#[test]
fn a_file_comes_out_as_it_went_in() {
    let (_machine, mut diet, mary) = clinic_with_mary();
    let file = content(1);
    let added = add(&mut diet, &mary, "Scan", &file);
    assert_eq!((added.size as usize, added.here as usize), (SIZE, SIZE));
    assert!(added.begun_here && added.by.contains("diet"));
    assert_eq!(added.preview, DocumentPreview::None);
    assert_eq!(opened(&diet, &added.id).unwrap(), file);
    let parts: Vec<u8> = (0..3)
        .flat_map(|part| documents::part(&diet, &added.id, part).unwrap())
        .collect();
    assert_eq!(parts, file);
    assert!(matches!(
        documents::part(&diet, &added.id, 3),
        Err(Error::NotFound("part"))
    ));
    let pdf = add(&mut diet, &mary, "Letter", b"%PDF-1.4 and more");
    assert_eq!(pdf.preview, DocumentPreview::Pdf);
    let named: Vec<String> = documents::list(&diet, &mary)
        .unwrap()
        .into_iter()
        .map(|document| document.name)
        .collect();
    assert_eq!(named, ["Letter", "Scan"]);
    let query = serde_json::from_value(json!({ "patientId": mary, "limit": 100 })).unwrap();
    let shown = format!("{:?}", timeline(&diet, &query).unwrap().rows);
    assert!(
        shown.contains("Letter") && shown.contains("Scan"),
        "{shown}"
    );
}

#[test]
fn an_interrupted_file_goes_on_where_it_stopped() {
    let (machine, mut diet, mary) = clinic_with_mary();
    let (bytes, name) = (content(2), new(&mary, "Scan", DocumentType::Image));
    let file = MeasuredFile::of(&bytes).unwrap();
    let begun = documents::begin(&mut diet, &name, &file).unwrap();
    assert_eq!(begun.missing, [0, 1, 2]);
    let id = begun.document.id;
    documents::store(&mut diet, &id, &file, 0, &bytes[..CHUNK_BYTES]).unwrap();
    drop(diet);
    let mut diet = machine.sign_in("diet", PASSWORD);
    let shown = documents::show(&diet, &id).unwrap();
    assert_eq!(
        (shown.here as usize, shown.size as usize),
        (CHUNK_BYTES, SIZE)
    );
    assert!(matches!(
        opened(&diet, &id),
        Err(Error::DocumentIncomplete { here, .. }) if here == CHUNK_BYTES as u64
    ));
    assert!(documents::check(&diet, &id).is_err() && documents::part(&diet, &id, 0).is_err());

    // another file is refused, and so is what is no part of this one
    let other = MeasuredFile::of(&content(3)).unwrap();
    assert!(matches!(
        documents::resume(&mut diet, &id, &other),
        Err(Error::OtherFile)
    ));
    let mixed = documents::store(&mut diet, &id, &other, 1, &content(3)[CHUNK_BYTES..]);
    assert!(matches!(mixed, Err(Error::OtherFile)));
    let changed = documents::store(&mut diet, &id, &file, 1, &content(3)[CHUNK_BYTES..]);
    assert!(matches!(changed, Err(Error::FileChanged)));

    // the same file goes on, also when it is chosen as a new one
    let again = documents::begin(&mut diet, &name, &file).unwrap();
    assert_eq!((&again.document.id, again.missing), (&id, vec![1, 2]));
    let resumed = documents::resume(&mut diet, &id, &file).unwrap();
    assert_eq!(resumed.missing, [1, 2]);
    documents::store(&mut diet, &id, &file, 1, &bytes[CHUNK_BYTES..]).unwrap();
    // parts that are here already stay
    documents::store(&mut diet, &id, &file, 0, &bytes).unwrap();
    assert_eq!(opened(&diet, &id).unwrap(), bytes);
    invalid(
        documents::begin(&mut diet, &name, &file),
        "file",
        Reason::Taken,
    );
}

/// Each user resumes their own upload: parts of a colleague's document are not taken for it.
#[test]
fn an_interrupted_file_goes_on_where_a_colleague_has_added_it_since() {
    let (machine, mut diet, mary) = clinic_with_mary();
    let (bytes, name) = (content(2), new(&mary, "Scan", DocumentType::Image));
    let file = MeasuredFile::of(&bytes).unwrap();
    let id = documents::begin(&mut diet, &name, &file)
        .unwrap()
        .document
        .id;
    documents::store(&mut diet, &id, &file, 0, &bytes[..CHUNK_BYTES]).unwrap();
    drop(diet);
    let mut nurse = machine.sign_in("ida", PASSWORD);
    let theirs = documents::begin(&mut nurse, &name, &file)
        .unwrap()
        .document
        .id;
    documents::store(&mut nurse, &theirs, &file, 0, &bytes).unwrap();
    drop(nurse);
    let mut diet = machine.sign_in("diet", PASSWORD);
    let again = documents::begin(&mut diet, &name, &file).unwrap();
    assert_eq!((&again.document.id, again.missing), (&id, vec![1, 2]));
    documents::store(&mut diet, &id, &file, 1, &bytes[CHUNK_BYTES..]).unwrap();
    assert_eq!(opened(&diet, &id).unwrap(), bytes);
    invalid(
        documents::begin(&mut diet, &name, &file),
        "file",
        Reason::Taken,
    );
}

#[test]
fn labels_are_edited_and_documents_put_back() {
    let (_machine, mut diet, mary) = clinic_with_mary();
    let added = add(&mut diet, &mary, "Scan", &content(4));
    let edit = |name: &str, kind| DocumentEdit {
        id: added.id.clone(),
        seen: added.seen.clone(),
        form: DocumentForm {
            name: name.to_owned(),
            kind,
            dated: String::new(),
        },
    };
    let report = DocumentType::Report;
    invalid(
        documents::edit(&mut diet, &edit(" ", report)),
        "name",
        Reason::Required,
    );
    let card = DocumentType::InsuranceCard;
    invalid(
        documents::edit(&mut diet, &edit("Scan", card)),
        "type",
        Reason::Unknown,
    );
    let edited = documents::edit(&mut diet, &edit("Knee", DocumentType::Image)).unwrap();
    assert_eq!(
        (edited.name.as_str(), edited.kind),
        ("Knee", DocumentType::Image)
    );
    let removal = documents::remove(&mut diet, &edited.id, &edited.seen, "wrong person").unwrap();
    assert_eq!(documents::list(&diet, &mary).unwrap(), []);
    assert!(matches!(
        opened(&diet, &edited.id),
        Err(Error::NotFound("document"))
    ));
    assert_eq!(documents::removed(&diet, &edited.id).unwrap(), removal);
    let restored = documents::restore(&mut diet, &edited.id, &removal).unwrap();
    assert_eq!(restored.name, "Knee");
    assert_eq!(opened(&diet, &edited.id).unwrap(), content(4));
}

#[test]
fn a_front_desk_has_its_own_documents_and_none_of_the_chart() {
    let (machine, mut diet, mary) = clinic_with_mary();
    let chart = add(&mut diet, &mary, "Biopsy", &content(5));
    drop(diet);
    let mut receptionist = machine.sign_in("desk", PASSWORD);
    assert!(matches!(
        documents::list(&receptionist, &mary),
        Err(Error::Forbidden(_))
    ));
    assert!(matches!(
        documents::check(&receptionist, &chart.id),
        Err(Error::Forbidden(_))
    ));
    // and not by the other door either
    assert!(matches!(
        office_documents::show(&receptionist, &chart.id),
        Err(Error::NotFound(_))
    ));
    let card = new(&mary, "Card", DocumentType::InsuranceCard);
    let added = all::<OfficeDocument>(&mut receptionist, &card, &content(6)).unwrap();
    let letter = new(&mary, "Letter", DocumentType::Letter);
    invalid(
        all::<OfficeDocument>(&mut receptionist, &letter, b"x"),
        "type",
        Reason::Unknown,
    );
    let mut bytes = Vec::new();
    office_documents::save(&receptionist, &added.id, &mut bytes).unwrap();
    assert_eq!(bytes, content(6));
    let removal =
        office_documents::remove(&mut receptionist, &added.id, &added.seen, "twice").unwrap();
    office_documents::restore(&mut receptionist, &added.id, &removal).unwrap();
    drop(receptionist);

    for (user, writes, deletes) in [
        ("vera", false, false),
        ("ida", true, false),
        ("rex", true, true),
    ] {
        let mut clinic = machine.sign_in(user, PASSWORD);
        let shown = documents::show(&clinic, &chart.id).unwrap();
        assert_eq!(opened(&clinic, &chart.id).unwrap(), content(5), "{user}");
        let file = MeasuredFile::of(user.as_bytes()).unwrap();
        let name = new(&mary, user, DocumentType::Other);
        let added = documents::begin(&mut clinic, &name, &file);
        assert_eq!(added.is_ok(), writes, "{user}");
        let removed = documents::remove(&mut clinic, &shown.id, &shown.seen, "error");
        assert_eq!(removed.is_ok(), deletes, "{user}");
    }
    let admin = machine.sign_in("admin", ADMIN_PASSWORD);
    assert!(matches!(
        documents::list(&admin, &mary),
        Err(Error::Forbidden(_))
    ));
}

#[test]
fn nothing_is_added_to_a_patient_who_is_deleted() {
    let (_machine, mut diet, mary) = clinic_with_mary();
    let file = MeasuredFile::of(&content(7)).unwrap();
    let name = new(&mary, "Scan", DocumentType::Other);
    let begun = documents::begin(&mut diet, &name, &file).unwrap();
    let seen = chart::show(&mut diet, &mary).unwrap().form.seen;
    let reason = DeletionReason::EnteredInError;
    patients::edit::delete(&mut diet, &mary, &seen, reason, "twice").unwrap();
    let more = documents::store(&mut diet, &begun.document.id, &file, 0, &content(7));
    assert!(matches!(more, Err(Error::PatientDeleted)), "{more:?}");
    let another = new(&mary, "Other", DocumentType::Other);
    let another = all::<ClinicalDocument>(&mut diet, &another, b"x");
    assert!(matches!(another, Err(Error::PatientDeleted)), "{another:?}");
}

/// Stores a part as a program does that compares nothing: what it writes is signed and sealed as any other.
fn insert_part(clinic: &mut Clinic, id: &Id, of: impl Fn(&ClinicalDocument) -> DocumentChunk) {
    let written: Result<()> = clinic.write("add part of document", |tx| {
        let row = chart_row::writable::<ClinicalDocument>(tx, id)?;
        tx.insert(&of(&row.value))?;
        Ok(())
    });
    written.unwrap();
}

#[track_caller]
fn assert_damaged(clinic: &Clinic, id: &Id) {
    assert!(documents::show(clinic, id).unwrap().damaged);
    assert!(matches!(opened(clinic, id), Err(Error::DocumentDamaged)));
    assert!(matches!(
        documents::check(clinic, id),
        Err(Error::DocumentDamaged)
    ));
}

#[test]
fn a_part_of_the_right_length_that_is_not_of_the_file_is_never_opened() {
    let (_machine, mut diet, mary) = clinic_with_mary();
    let (bytes, name) = (content(8), new(&mary, "Scan", DocumentType::Other));
    let file = MeasuredFile::of(&bytes).unwrap();
    let id = documents::begin(&mut diet, &name, &file)
        .unwrap()
        .document
        .id;
    let (full, last) = (&bytes[..CHUNK_BYTES * 2], &content(9)[CHUNK_BYTES * 2..]);
    documents::store(&mut diet, &id, &file, 0, full).unwrap();
    insert_part(&mut diet, &id, |row| row.chunk(2, last.to_vec()));
    assert_eq!(documents::show(&diet, &id).unwrap().here as usize, SIZE);
    assert_damaged(&diet, &id);
}

#[test]
fn a_part_under_the_id_of_another_documents_is_damage_of_that_one() {
    let (_machine, mut diet, mary) = clinic_with_mary();
    let other = add(&mut diet, &mary, "Other", &content(10));
    let (bytes, name) = (content(11), new(&mary, "Scan", DocumentType::Other));
    let file = MeasuredFile::of(&bytes).unwrap();
    let begun = documents::begin(&mut diet, &name, &file).unwrap().document;
    documents::store(&mut diet, &begun.id, &file, 0, &bytes[..CHUNK_BYTES]).unwrap();
    assert!(!documents::show(&diet, &begun.id).unwrap().damaged);
    insert_part(&mut diet, &begun.id, |row| DocumentChunk {
        document: other.id.to().unwrap(),
        ..row.chunk(1, content(10)[CHUNK_BYTES..CHUNK_BYTES * 2].to_vec())
    });
    assert!(documents::show(&diet, &begun.id).unwrap().damaged);
    assert_damaged(&diet, &begun.id);
    assert_eq!(opened(&diet, &other.id).unwrap(), content(10));
}

/// What an unfinished document lacks was never here: only one that was complete has lost it.
#[test]
fn a_missing_part_is_damage_of_the_document_that_was_complete() {
    let (_machine, mut diet, mary) = clinic_with_mary();
    let complete = add(&mut diet, &mary, "Report", &content(12));
    let (bytes, name) = (content(13), new(&mary, "Scan", DocumentType::Other));
    let file = MeasuredFile::of(&bytes).unwrap();
    let begun = documents::begin(&mut diet, &name, &file).unwrap().document;
    documents::store(&mut diet, &begun.id, &file, 0, &bytes[..CHUNK_BYTES]).unwrap();
    let part = chunk_id(complete.id.to().unwrap(), 2);
    diet.unlocked().cut_row(DocumentChunk::DESCRIPTOR, part);

    let damaged = |clinic: &Clinic, id: &Id| documents::show(clinic, id).unwrap().damaged;
    assert!(damaged(&diet, &complete.id));
    assert_damaged(&diet, &complete.id);
    assert!(!damaged(&diet, &begun.id));
    let unfinished = opened(&diet, &begun.id);
    assert!(
        matches!(unfinished, Err(Error::DocumentIncomplete { .. })),
        "{unfinished:?}"
    );
    // its adding goes on
    documents::store(&mut diet, &begun.id, &file, 1, &bytes[CHUNK_BYTES..]).unwrap();
    assert_eq!(opened(&diet, &begun.id).unwrap(), bytes);
    assert!(!damaged(&diet, &begun.id));
}

#[test]
fn a_document_is_listed_and_shown_by_the_day_that_it_bears() {
    let (_machine, mut diet, mary) = clinic_with_mary();
    let dated = |name: &str, day: &str| {
        let mut letter = new(&mary, name, DocumentType::Letter);
        letter.form.dated = day.to_owned();
        letter
    };
    let names = |clinic: &Clinic| -> Vec<String> {
        let rows = documents::list(clinic, &mary).unwrap().into_iter();
        rows.map(|row| row.name).collect()
    };
    let days = |clinic: &Clinic| -> Vec<String> {
        let query = json!({ "patientId": mary, "limit": 100 });
        let query = serde_json::from_value(query).unwrap();
        let all = timeline(clinic, &query).unwrap().rows;
        let documents = all.into_iter().filter(|row| {
            let event = serde_json::to_value(&row.event).unwrap();
            event["what"] == "document"
        });
        documents.map(|row| row.on).collect()
    };
    add(&mut diet, &mary, "Scan", b"scan");
    let letter = dated("Letter", "2026-03-03");
    let letter = all::<ClinicalDocument>(&mut diet, &letter, b"letter").unwrap();
    assert_eq!(letter.dated, Some(Day("2026-03-03".into())));
    assert_eq!(names(&diet), ["Scan", "Letter"]);
    assert_eq!(days(&diet), ["2026-11-20", "2026-03-03"]);
    for (day, reason) in [
        ("2026-11-21", Reason::InTheFuture),
        ("March", Reason::NotADate),
    ] {
        let refused = all::<ClinicalDocument>(&mut diet, &dated("Other", day), b"other");
        invalid(refused, "dated", reason);
    }
    let undated = DocumentEdit {
        id: letter.id.clone(),
        seen: letter.seen,
        form: new(&mary, "Letter", DocumentType::Letter).form,
    };
    let undated = documents::edit(&mut diet, &undated).unwrap();
    assert_eq!(undated.dated, None);
    assert_eq!(names(&diet), ["Letter", "Scan"]);
    assert_eq!(days(&diet), ["2026-11-20", "2026-11-20"]);
}

#[test]
fn a_row_with_a_larger_size_than_a_document_may_have_is_damage() {
    let (_machine, mut diet, mary) = clinic_with_mary();
    let file = MeasuredFile::of(b"small").unwrap();
    let form = new(&mary, "Scan", DocumentType::Other).form;
    let today = diet.today().unwrap();
    for (size, is_sound) in [(DOCUMENT_BYTES_MAX, true), (DOCUMENT_BYTES_MAX + 1, false)] {
        let id: Uuid = diet
            .write("add document", |tx| {
                let (id, label) = (tx.new_id(), label(&form, today)?);
                let row = ClinicalDocument::new(id, mary.to()?, label, &file)?;
                tx.insert(&ClinicalDocument {
                    size: i64::try_from(size).unwrap().into(),
                    chunks: i64::try_from(chunks_of(size)).unwrap().into(),
                    ..row
                })?;
                Result::Ok(id)
            })
            .unwrap();
        match opened(&diet, &Id::of(id)).unwrap_err() {
            Error::DocumentIncomplete { .. } => assert!(is_sound),
            Error::DocumentDamaged => assert!(!is_sound),
            other => unreachable!("{other:?}"),
        }
    }
}
