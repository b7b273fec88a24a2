//! Ids derived from the contents of a row: several devices may write such a row, and no other row can take its id.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use sync_contract::catalog::{
    Alert, AlertEscalation, AllergenCorrection, AppointmentType, ClinicalDocument, DocumentChunk,
    EscalationReason, Facility, FoodProfile, LinkKind, PatientLink, PatientPhoto, PatientTag,
    PortalAccount, Tag, allergen_correction_id, appointment_type_id, chunk_id, escalation_id,
    food_profile_id, parted_id, patient_tag_id, photo_id, portal_account_id,
};
use sync_contract::entity::Entity;
use sync_contract::ids::{AlertId, PatientId, PatientLinkId, TagId, TenantId, UserId};
use sync_contract::{Code, Compartment, Descriptor, Right, Value};

use super::*;

/// A row under an id, of a patient, with some of its values.
type NewRow = (&'static Descriptor, Uuid, Uuid, Vec<(&'static str, Value)>);

impl Fixture {
    /// The founder writes a row; returns the verdict.
    async fn written(&mut self, (known, id, patient, given): NewRow) -> Verdict {
        let writes = self.device.row(known, id, Some(patient), &given);
        self.verdict(writes).await
    }

    async fn accepts(&mut self, row: NewRow) {
        let verdict = self.written(row).await;
        assert!(matches!(verdict, Verdict::Accepted { .. }), "{verdict:?}");
    }
}

#[tokio::test]
async fn no_row_of_another_patient_is_under_an_id_of_a_patients_own() {
    let mut fixture = Fixture::new().await;
    let [patient, other] = [fixture.patient().await, fixture.patient().await];
    let tenant = TenantId(fixture.clinic.tenant);
    let tag = fake_device::random_id();
    let writes = fixture.device.row(Tag::DESCRIPTOR, tag, None, &[]);
    let verdict = fixture.verdict(writes).await;
    assert!(matches!(verdict, Verdict::Accepted { .. }), "{verdict:?}");
    let own = PatientId(patient);
    let tagged = vec![("tag", Value::Uuid(tag))];
    for (known, id, given) in [
        (
            PortalAccount::DESCRIPTOR,
            portal_account_id(tenant, own).0,
            vec![],
        ),
        (PatientPhoto::DESCRIPTOR, photo_id(tenant, own).0, vec![]),
        (
            PatientTag::DESCRIPTOR,
            patient_tag_id(tenant, own, TagId(tag)).0,
            tagged,
        ),
    ] {
        let taken = fixture.written((known, id, other, given.clone())).await;
        assert_eq!(taken, rejected(Code::BadValue), "{}", known.name);
        let mut writes = fixture.device.row(known, id, Some(other), &given);
        writes.truncate(1);
        let by_its_first_cell = fixture.verdict(writes).await;
        assert_eq!(
            by_its_first_cell,
            rejected(Code::BadValue),
            "{}",
            known.name
        );
        fixture.accepts((known, id, patient, given)).await;
    }
}

/// A row of a merge: of a patient, to another.
fn link(row: Uuid, merge: Uuid, kind: LinkKind, of: [Uuid; 2]) -> NewRow {
    let given = vec![
        ("merge", Value::Uuid(merge)),
        ("kind", Value::Text(kind.as_str().into())),
        ("other", Value::Uuid(of[1])),
    ];
    (PatientLink::DESCRIPTOR, row, of[0], given)
}

#[tokio::test]
async fn corrections_and_profiles_of_a_food_are_under_ids_of_that_food_alone() {
    let mut fixture = Fixture::new().await;
    let tenant = TenantId(fixture.clinic.tenant);
    let correction = allergen_correction_id(tenant, "18069").0;
    let profile = food_profile_id(tenant, "18069").0;
    let of = |food: &str| vec![("food", Value::Text(food.into()))];
    for (descriptor, id, food, is_taken) in [
        (AllergenCorrection::DESCRIPTOR, correction, "01077", false),
        (AllergenCorrection::DESCRIPTOR, correction, "18069", true),
        (FoodProfile::DESCRIPTOR, profile, "01077", false),
        (FoodProfile::DESCRIPTOR, profile, "18069", true),
    ] {
        let writes = fixture.device.row(descriptor, id, None, &of(food));
        let mut first = writes.clone();
        first.truncate(1);
        let unproved = fixture.verdict(first).await;
        assert_eq!(unproved, rejected(Code::BadValue), "{food}");
        let verdict = fixture.verdict(writes).await;
        assert_eq!(
            matches!(verdict, Verdict::Accepted { .. }),
            is_taken,
            "{food} {verdict:?}"
        );
    }
}

#[tokio::test]
async fn a_type_of_appointment_is_under_the_id_of_its_code_alone() {
    let mut fixture = Fixture::new().await;
    let tenant = TenantId(fixture.clinic.tenant);
    let id = appointment_type_id(tenant, "VIDEO_VISIT").0;
    let known = AppointmentType::DESCRIPTOR;
    for (code, is_taken) in [("FOLLOW_UP", false), ("VIDEO_VISIT", true)] {
        let given = [("code", Value::Text(code.into()))];
        let writes = fixture.device.row(known, id, None, &given);
        let mut first = writes.clone();
        first.truncate(1);
        let unproved = fixture.verdict(first).await;
        assert_eq!(unproved, rejected(Code::BadValue), "{code}");
        let verdict = fixture.verdict(writes).await;
        let accepted = matches!(verdict, Verdict::Accepted { .. });
        assert_eq!(accepted, is_taken, "{code} {verdict:?}");
    }
}

/// Computers that were apart count on it that the row of a timer is under its id, and nothing else.
#[tokio::test]
async fn nothing_but_a_timer_is_under_the_id_of_a_timer() {
    let mut fixture = Fixture::new().await;
    let tenant = TenantId(fixture.clinic.tenant);
    let alert = fake_device::random_id();
    let facility = fake_device::random_id();
    for (known, id, given) in [
        (Facility::DESCRIPTOR, facility, vec![]),
        (
            Alert::DESCRIPTOR,
            alert,
            vec![("facility", Value::Uuid(facility))],
        ),
    ] {
        let writes = fixture.device.row(known, id, None, &given);
        let verdict = fixture.verdict(writes).await;
        assert!(matches!(verdict, Verdict::Accepted { .. }), "{verdict:?}");
    }
    let id = escalation_id(tenant, AlertId(alert), 2, EscalationReason::Timeout).0;
    let step = |of: Uuid, level: i64, reason: EscalationReason| {
        vec![
            ("alert", Value::Uuid(of)),
            ("to_level", Value::Int(level)),
            ("reason", Value::Text(reason.as_str().into())),
        ]
    };
    for (given, is_taken) in [
        (step(alert, 2, EscalationReason::Manual), false),
        (step(alert, 2, EscalationReason::NoResponse), false),
        (step(alert, 3, EscalationReason::Timeout), false),
        (step(alert, 2, EscalationReason::Timeout), true),
    ] {
        let known = AlertEscalation::DESCRIPTOR;
        let writes = fixture.device.row(known, id, None, &given);
        let mut first = writes.clone();
        first.truncate(1);
        let unproved = fixture.verdict(first).await;
        assert_eq!(unproved, rejected(Code::BadValue), "{given:?}");
        let verdict = fixture.verdict(writes).await;
        let taken = matches!(verdict, Verdict::Accepted { .. });
        assert_eq!(taken, is_taken, "{given:?} {verdict:?}");
    }
}

#[tokio::test]
async fn nothing_but_an_undoing_is_under_the_id_of_an_undoing() {
    let mut fixture = Fixture::new().await;
    let [patient, other] = [fixture.patient().await, fixture.patient().await];
    let tenant = TenantId(fixture.clinic.tenant);
    let merge = fake_device::random_id();
    let of = [patient, other];
    fixture
        .accepts(link(merge, merge, LinkKind::MergedInto, of))
        .await;
    let by = |author: Uuid| {
        let (merge, author) = (PatientLinkId(merge), UserId(author));
        parted_id(tenant, merge, PatientId(patient), author).0
    };
    let id = by(fixture.device.author.id);
    let taken = fixture.written(link(id, merge, LinkKind::TookIn, of)).await;
    assert_eq!(taken, rejected(Code::BadValue));
    let back = [other, patient];
    let taken = fixture
        .written(link(id, merge, LinkKind::Parted, back))
        .await;
    assert_eq!(taken, rejected(Code::BadValue));
    // nor that of a colleague
    let colleague = by(fake_device::random_id());
    let taken = fixture
        .written(link(colleague, merge, LinkKind::Parted, of))
        .await;
    assert_eq!(taken, rejected(Code::BadValue));
    fixture.accepts(link(id, merge, LinkKind::Parted, of)).await;
    let stored = fixture.row(PatientLink::DESCRIPTOR, id).await;
    let kind = PatientLink::FIELD.kind.in_row(&stored).cloned();
    assert_eq!(kind, Some(Value::Text("PARTED".into())));
}

/// It would outlive their erasure, which then breaks the reference.
#[tokio::test]
async fn a_link_of_two_patients_is_of_no_merge_backs() {
    let mut fixture = Fixture::new().await;
    let mut patients = Vec::new();
    for _ in 0..4 {
        patients.push(fixture.patient().await);
    }
    let [one, other, third, fourth] = patients[..] else {
        unreachable!()
    };
    let merge = fake_device::random_id();
    fixture
        .accepts(link(merge, merge, LinkKind::MergedInto, [one, other]))
        .await;
    for of in [[third, fourth], [one, third], [third, one]] {
        let row = fake_device::random_id();
        let foreign = fixture
            .written(link(row, merge, LinkKind::TookIn, of))
            .await;
        assert_eq!(foreign, rejected(Code::BadValue));
    }
    let row = fake_device::random_id();
    fixture
        .accepts(link(row, merge, LinkKind::TookIn, [other, one]))
        .await;
    fixture.order_erasure(one).await;
}

fn chunk(id: Uuid, patient: Uuid, document: Uuid, part: i64) -> NewRow {
    let given = vec![
        ("document", Value::Uuid(document)),
        ("part", Value::Int(part)),
    ];
    (DocumentChunk::DESCRIPTOR, id, patient, given)
}

#[tokio::test]
async fn two_computers_that_add_the_same_part_write_one_row() {
    let mut fixture = Fixture::new().await;
    let patient = fixture.patient().await;
    let [document, another] = [fake_device::random_id(), fake_device::random_id()];
    for id in [document, another] {
        fixture
            .accepts((ClinicalDocument::DESCRIPTOR, id, patient, vec![]))
            .await;
    }
    let first = chunk_id(document, 0);
    for (id, document, part) in [
        (first, another, 0),
        (first, document, 1),
        (chunk_id(document, 191), document, 191),
        (chunk_id(document, 5), document, i64::MAX),
        (fake_device::random_id(), document, 0),
    ] {
        let taken = fixture.written(chunk(id, patient, document, part)).await;
        assert_eq!(taken, rejected(Code::BadValue), "{part}");
    }
    let (known, id, patient, given) = chunk(first, patient, document, 0);
    let mut writes = fixture.device.row(known, id, Some(patient), &given);
    writes.truncate(1);
    assert_eq!(fixture.verdict(writes).await, rejected(Code::BadValue));
    fixture.accepts(chunk(first, patient, document, 0)).await;
    let stored = fixture.row(DocumentChunk::DESCRIPTOR, first).await;

    let mut second = fixture.second_device().await;
    let writes = second.row(known, id, Some(patient), &given);
    second.write(writes);
    let answer = fixture.push(&mut second).await.unwrap();
    assert!(
        matches!(answer.verdicts[0].1, Verdict::Accepted { .. }),
        "{answer:?}"
    );
    assert_eq!(fixture.row(DocumentChunk::DESCRIPTOR, first).await, stored);
}

/// The ids of missing parts are known to every user who knows the document.
#[tokio::test]
async fn the_parts_of_a_document_come_from_who_began_it() {
    let mut fixture = Fixture::new().await;
    let patient = fixture.patient().await;
    let document = fake_device::random_id();
    fixture
        .accepts((ClinicalDocument::DESCRIPTOR, document, patient, vec![]))
        .await;
    let rights = [Right::DocumentsWrite];
    let eve = fixture.hire(&rights, &[Compartment::Clinical]).await;
    let mut second = FakeDevice::new(fixture.clinic.tenant, 2, eve);
    fixture.register(&second).await;
    let (known, id, patient, given) = chunk(chunk_id(document, 1), patient, document, 1);
    let writes = second.row(known, id, Some(patient), &given);
    second.write(writes);
    let answer = fixture.push(&mut second).await.unwrap();
    assert_eq!(answer.verdicts[0].1, rejected(Code::MissingRight));
    fixture.accepts((known, id, patient, given)).await;
    // those of a document of her own are hers
    let own = fake_device::random_id();
    let document = second.row(ClinicalDocument::DESCRIPTOR, own, Some(patient), &[]);
    second.write(document);
    let (known, id, patient, given) = chunk(chunk_id(own, 0), patient, own, 0);
    let writes = second.row(known, id, Some(patient), &given);
    second.write(writes);
    all_accepted(&fixture.push(&mut second).await.unwrap());
}

/// A colleague who sees a document before its parts begins one with an id beside it.
#[tokio::test]
async fn a_part_takes_the_id_of_no_part_of_another_document() {
    let mut fixture = Fixture::new().await;
    let patient = fixture.patient().await;
    let document = fake_device::random_id();
    let neighbour = Uuid::from_u128(document.as_u128().wrapping_sub(1));
    for (id, parts) in [(neighbour, 0..4), (document, 0..4)] {
        fixture
            .accepts((ClinicalDocument::DESCRIPTOR, id, patient, vec![]))
            .await;
        for part in parts {
            let row = chunk(chunk_id(id, part), patient, id, part.try_into().unwrap());
            fixture.accepts(row).await;
        }
    }
}

/// In what devices count, the nil id is the clinic.
#[tokio::test]
async fn no_row_and_no_patient_has_the_nil_id() {
    let mut fixture = Fixture::new().await;
    let nil = Uuid::nil();
    let writes = fixture.device.row(Patient::DESCRIPTOR, nil, Some(nil), &[]);
    assert_eq!(fixture.verdict(writes).await, rejected(Code::BadValue));
    let patient = fixture.patient().await;
    let row = (ClinicalDocument::DESCRIPTOR, nil, patient, vec![]);
    assert_eq!(fixture.written(row).await, rejected(Code::BadValue));
}

/// Derived ids that the server does not check, each with the reason why a user cannot take it.
const UNCHECKED: [(&str, &str); 3] = [
    (
        "note_template_id",
        "the key of a template of the program is in no row; `settings.manage` writes it",
    ),
    ("system_role", "admin-signed"),
    ("joined_device", "checked where the device joins"),
];

#[test]
fn every_id_that_follows_from_a_row_is_checked_by_the_server() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../sync");
    let checks = fs::read_to_string(root.join("server/src/push/derived_ids.rs")).unwrap();
    let mut derived = BTreeSet::new();
    for file in fs::read_dir(root.join("contract/src/catalog")).unwrap() {
        let text = fs::read_to_string(file.unwrap().path()).unwrap();
        let mut name = "";
        for line in text.lines() {
            if let Some((_, rest)) = line.split_once("pub fn ") {
                name = rest.split('(').next().unwrap();
            }
            if line.contains("derived_id(") || line.contains("Uuid::new_v5(&document") {
                derived.insert(name.to_owned());
            }
        }
    }
    assert!(
        derived.len() > 10 && derived.contains("chunk_id"),
        "{derived:?}"
    );
    let is_checked = |name: &String| {
        // that of a part is proved in the contract, next to the id
        checks.contains(&format!("{name}("))
            || name == "chunk_id" && checks.contains("is_under_its_id")
    };
    let is_known = |name: &String| UNCHECKED.iter().any(|(known, _)| known == name);
    let open: Vec<&String> = derived
        .iter()
        .filter(|name| !is_checked(name) && !is_known(name))
        .collect();
    assert!(open.is_empty(), "{open:?}");
    for (known, why) in UNCHECKED {
        assert!(derived.contains(known), "{known}: {why}");
    }
}
