//! Consents: signed, withdrawn, entered in error, and by two people at once.
#![allow(clippy::unwrap_used)]

use serde_json::json;
use sync_contract::catalog::OfficeDocument;

use crate::attachments::add::all;
use crate::attachments::view::{DocumentForm, DocumentType, NewDocument};
use crate::consents::{
    ConsentMethod, ConsentScan, ConsentState, ConsentView, NewConsent, SignedForm, Withdrawal,
};
use crate::error::{Error, Reason};
use crate::patients::view::DeletionReason;
use crate::testing::{Machine, PASSWORD, clinic, registered};
use crate::timeline::list::list as timeline;
use crate::view::{Day, Id};
use crate::{Clinic, Result, chart, consents, office_documents, patients};

fn clinic_with_mary() -> (Machine, Clinic, Id) {
    let (machine, _) = clinic();
    let mut receptionist = machine.sign_in("desk", PASSWORD);
    let mary = registered(&mut receptionist, "Mary", "Okafor", "1992-03-12");
    (machine, receptionist, mary)
}

fn new(patient: &Id, version: &str, signed_on: &str) -> NewConsent {
    NewConsent {
        patient_id: patient.clone(),
        version: version.to_owned(),
        signed_on: Day(signed_on.to_owned()),
        method: ConsentMethod::Paper,
        note: String::new(),
        document_id: None,
    }
}

fn withdrawal(consent: &ConsentView, on: Option<&str>) -> Withdrawal {
    Withdrawal {
        id: consent.id.clone(),
        seen: consent.seen.clone(),
        withdrawn_on: on.map(|on| Day(on.to_owned())),
    }
}

fn state(clinic: &Clinic, patient: &Id) -> ConsentState {
    consents::list(clinic, patient).unwrap().state
}

fn versions(clinic: &Clinic, patient: &Id) -> Vec<String> {
    let rows = consents::list(clinic, patient).unwrap().rows;
    rows.into_iter().map(|row| row.version).collect()
}

#[test]
fn the_consent_that_was_signed_last_is_the_one_that_counts() {
    let (machine, mut receptionist, mary) = clinic_with_mary();
    assert_eq!(state(&receptionist, &mary), ConsentState::NotAsked);
    let second = consents::add(&mut receptionist, &new(&mary, "2", "2026-05-03")).unwrap();
    assert_eq!(second.method, ConsentMethod::Paper);
    assert!(second.by.contains("desk"), "{}", second.by);
    machine.clock.advance_s(60);
    // the older form is entered later
    consents::add(&mut receptionist, &new(&mary, "1", "2025-01-10")).unwrap();
    assert_eq!(versions(&receptionist, &mary), ["2", "1"]);
    assert_eq!(state(&receptionist, &mary), ConsentState::Signed);

    let withdrawn = withdrawal(&second, Some("2026-06-05"));
    let withdrawn = consents::withdraw(&mut receptionist, &withdrawn).unwrap();
    assert_eq!(withdrawn.withdrawn_on, Some(Day("2026-06-05".into())));
    assert_eq!(state(&receptionist, &mary), ConsentState::Withdrawn);
    // it was another patient: the withdrawal is taken back
    let back = consents::withdraw(&mut receptionist, &withdrawal(&withdrawn, None)).unwrap();
    assert_eq!(back.withdrawn_on, None);
    assert_eq!(state(&receptionist, &mary), ConsentState::Signed);
    consents::withdraw(&mut receptionist, &withdrawal(&back, Some("2026-06-06"))).unwrap();

    // of two on one day, the one that was entered last counts
    machine.clock.advance_s(60);
    consents::add(&mut receptionist, &new(&mary, "3", "2026-06-06")).unwrap();
    machine.clock.advance_s(60);
    consents::add(&mut receptionist, &new(&mary, "4", "2026-06-06")).unwrap();
    assert_eq!(versions(&receptionist, &mary), ["4", "3", "2", "1"]);
    assert_eq!(state(&receptionist, &mary), ConsentState::Signed);
}

#[track_caller]
fn refused<T: std::fmt::Debug>(answer: Result<T>, field: &str, reason: Reason) {
    let refused = answer.unwrap_err();
    let Error::Invalid {
        field: of,
        reason: why,
    } = &refused
    else {
        unreachable!("{refused:?}");
    };
    assert_eq!((*of, why), (field, &reason));
}

#[test]
fn a_day_of_a_consent_lies_between_birth_and_today_and_in_order() {
    let (_machine, mut receptionist, mary) = clinic_with_mary();
    let today = Day::of(receptionist.today().unwrap());
    let tomorrow = Day::of(receptionist.today().unwrap() + chrono::Days::new(1));
    let mut add =
        |version: &str, on: &str| consents::add(&mut receptionist, &new(&mary, version, on));
    refused(add(" ", "2026-05-03"), "version", Reason::Required);
    refused(add("2", &tomorrow.0), "signedOn", Reason::InTheFuture);
    refused(add("2", "1992-03-11"), "signedOn", Reason::Backwards);
    // a form for a newborn is signed on the day of birth
    add("1", "1992-03-12").unwrap();
    let consent = add("2", &today.0).unwrap();
    let mut withdraw =
        |on: &str| consents::withdraw(&mut receptionist, &withdrawal(&consent, Some(on)));
    refused(withdraw(&tomorrow.0), "withdrawnOn", Reason::InTheFuture);
    refused(withdraw("2026-01-01"), "withdrawnOn", Reason::Backwards);
    let withdrawn = withdraw(&today.0).unwrap();
    assert_eq!(withdrawn.withdrawn_on, Some(today));
}

#[test]
fn a_consent_that_was_entered_in_error_goes_and_comes_back() {
    let (machine, mut receptionist, mary) = clinic_with_mary();
    let first = consents::add(&mut receptionist, &new(&mary, "1", "2026-05-03")).unwrap();
    let without = consents::remove(&mut receptionist, &first.id, &first.seen, " ");
    refused(without, "reason", Reason::Required);
    let removal =
        consents::remove(&mut receptionist, &first.id, &first.seen, "of her sister").unwrap();
    assert_eq!(state(&receptionist, &mary), ConsentState::NotAsked);
    assert_eq!(
        consents::removed(&receptionist, &first.id).unwrap(),
        removal
    );
    let gone = consents::withdraw(&mut receptionist, &withdrawal(&first, Some("2026-06-05")));
    assert!(matches!(gone, Err(Error::NotFound("consent"))), "{gone:?}");
    let back = consents::restore(&mut receptionist, &first.id, &removal).unwrap();
    assert_eq!(back.version, "1");
    assert_eq!(state(&receptionist, &mary), ConsentState::Signed);
    drop(receptionist);

    // of a deleted patient, nothing is written
    let mut diet = machine.sign_in("diet", PASSWORD);
    let seen = chart::show(&mut diet, &mary).unwrap().form.seen;
    let why = DeletionReason::Duplicate;
    patients::edit::delete(&mut diet, &mary, &seen, why, "").unwrap();
    let refused = consents::add(&mut diet, &new(&mary, "2", "2026-05-04"));
    assert!(matches!(refused, Err(Error::PatientDeleted)), "{refused:?}");
}

/// Both events stand on their days, whenever they were entered.
#[test]
fn a_consent_and_its_withdrawal_are_in_the_timeline_on_their_days() {
    let (machine, mut receptionist, mary) = clinic_with_mary();
    let consent = consents::add(&mut receptionist, &new(&mary, "2", "2026-05-03")).unwrap();
    machine.clock.advance_s(60);
    consents::withdraw(&mut receptionist, &withdrawal(&consent, Some("2026-06-05"))).unwrap();
    drop(receptionist);
    let diet = machine.sign_in("diet", PASSWORD);
    let query = json!({ "patientId": mary.0, "group": "diary", "limit": 10 });
    let query = serde_json::from_value(query).unwrap();
    let rows = timeline(&diet, &query).unwrap().rows;
    let rows: Vec<serde_json::Value> = rows
        .iter()
        .map(|row| {
            let event = serde_json::to_value(&row.event).unwrap();
            let of = (&event["what"], &event["text"], &event["method"]);
            json!([of, row.on, row.at.is_none(), row.entered_on.is_some()])
        })
        .collect();
    assert_eq!(rows.len(), 3, "{rows:?}");
    assert_eq!(rows[0][0][0], "registered");
    assert_eq!(
        rows[1],
        json!([["consentWithdrawn", "2", null], "2026-06-05", true, true])
    );
    assert_eq!(
        rows[2],
        json!([["consented", "2", "paper"], "2026-05-03", true, true])
    );
}

/// The front desk adds the signed form as a document of that day, before or after it records the consent.
#[test]
fn a_consent_leads_to_the_form_that_was_signed_on_its_day() {
    let (_machine, mut receptionist, mary) = clinic_with_mary();
    let mut add = |name: &str, kind: DocumentType, dated: &str| {
        let form = DocumentForm {
            name: name.to_owned(),
            kind,
            dated: dated.to_owned(),
        };
        let new = NewDocument {
            patient_id: mary.clone(),
            form,
        };
        all::<OfficeDocument>(&mut receptionist, &new, name.as_bytes()).unwrap()
    };
    let scan = add("Form of May", DocumentType::Consent, "2026-05-03");
    add("Card of May", DocumentType::InsuranceCard, "2026-05-03");
    add("Form of June", DocumentType::Consent, "2026-06-03");
    add("Form without a day", DocumentType::Consent, "");
    let added = consents::add(&mut receptionist, &new(&mary, "2", "2026-05-03")).unwrap();
    let expected = [ConsentScan {
        id: scan.id.clone(),
        name: "Form of May".to_owned(),
    }];
    assert_eq!(added.scans, expected);
    let former = consents::add(&mut receptionist, &new(&mary, "1", "2025-05-03")).unwrap();
    assert!(former.scans.is_empty());
    let listed = consents::list(&receptionist, &mary).unwrap().rows;
    assert_eq!(listed[0].scans, expected);
    office_documents::remove(&mut receptionist, &scan.id, &scan.seen, "Of another.").unwrap();
    assert!(
        consents::show(&receptionist, &added.id)
            .unwrap()
            .scans
            .is_empty()
    );
}

#[test]
fn a_consent_names_the_document_that_was_signed() {
    let (_machine, mut receptionist, mary) = clinic_with_mary();
    let kofi = registered(&mut receptionist, "Kofi", "Mensah", "1980-01-01");
    let mut add = |patient: &Id, name: &str| {
        let form = DocumentForm {
            name: name.to_owned(),
            kind: DocumentType::Consent,
            dated: String::new(),
        };
        let new = NewDocument {
            patient_id: patient.clone(),
            form,
        };
        all::<OfficeDocument>(&mut receptionist, &new, name.as_bytes()).unwrap()
    };
    let [scan, other] = [add(&mary, "Form"), add(&kofi, "Form of Kofi")];
    let form = NewConsent {
        document_id: Some(scan.id.clone()),
        ..new(&mary, "2", "2026-05-03")
    };
    let signed = ConsentScan {
        id: scan.id.clone(),
        name: "Form".to_owned(),
    };
    let added = consents::add(&mut receptionist, &form).unwrap();
    assert_eq!(added.document, Some(signed.clone()));
    assert!(added.scans.is_empty());

    let mut name = |consent: &ConsentView, document: Option<&Id>| {
        let form = SignedForm {
            id: consent.id.clone(),
            seen: consent.seen.clone(),
            document_id: document.cloned(),
        };
        consents::name_form(&mut receptionist, &form)
    };
    let refused = name(&added, Some(&other.id));
    assert!(matches!(refused, Err(Error::NotFound(_))), "{refused:?}");
    let without = name(&added, None).unwrap();
    assert_eq!(without.document, None);
    let again = name(&without, Some(&scan.id)).unwrap();
    assert_eq!(again.document, Some(signed));

    // a form that was removed is named still, and not shown
    office_documents::remove(&mut receptionist, &scan.id, &scan.seen, "Blurred.").unwrap();
    let gone = consents::show(&receptionist, &added.id).unwrap().document;
    let gone = gone.unwrap();
    assert_eq!((gone.id, gone.name.as_str()), (scan.id, ""));
}
