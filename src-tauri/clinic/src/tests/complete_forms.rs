//! A form is checked as a whole: each wrong field is named, and nothing is written.
#![allow(clippy::unwrap_used)]

mod clinic_forms;

use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use sync_contract::Right;
use sync_contract::ids::PatientId;

use self::clinic_forms::CLINIC_FORMS;
use crate::access::Actor;
use crate::measurements::MeasureKind;
use crate::testing::{self, PASSWORD, clinic, registered};
use crate::view::{Id, ScreenLanguage};
use crate::visits::list::list as visits;
use crate::*;

fn form<T: DeserializeOwned>(fields: Value) -> T {
    serde_json::from_value(fields).unwrap()
}

/// More than a line takes.
fn long() -> String {
    "x".repeat(256)
}

/// More than a paragraph takes.
fn endless() -> String {
    "x".repeat(4001)
}

/// What a form is filled in for.
struct Of {
    booked: appointments::AppointmentView,
    provider: Id,
    patient: Id,
    visit: Id,
    contact: Id,
}

impl Of {
    fn patient(&self) -> PatientId {
        self.patient.to().unwrap()
    }
}

type Form = (
    &'static str,
    fn(&mut Clinic, &Of) -> Result<()>,
    &'static [&'static str],
);

/// Each form of a chart and of the front desk that has more than one field which can be wrong.
const FORMS: &[Form] = &[
    (
        "registration",
        |clinic, _| {
            let wrong = patients::view::PatientForm {
                given_name: "x".repeat(101),
                birth_date: Some(view::Day("2030-01-01".into())),
                phone: "call me".into(),
                email: "mary".into(),
                national_id: long(),
                address: patients::view::Address {
                    lines: endless(),
                    city: long(),
                    ..Default::default()
                },
                ..Default::default()
            };
            patients::register::register(clinic, &wrong).map(drop)
        },
        &[
            "givenName",
            "birthDate",
            "phone",
            "email",
            "address",
            "city",
            "nationalId",
        ],
    ),
    (
        "details",
        |clinic, of| {
            let loaded = testing::form("Mary", "Okafor", "1992-03-12");
            let edit = patients::view::PatientEdit {
                id: of.patient.clone(),
                seen: chart::show(clinic, &of.patient)?.form.seen,
                form: patients::view::PatientForm {
                    given_name: String::new(),
                    family_name: String::new(),
                    email: "a@b@c".into(),
                    ..loaded.clone()
                },
                loaded,
            };
            patients::edit::edit(clinic, &edit).map(drop)
        },
        &["name", "email"],
    ),
    (
        "contact",
        |clinic, of| {
            let wrong = json!({
                "name": "", "relation": "other", "phone": "none", "email": "none", "address": endless(),
            });
            contacts::add(clinic, &of.patient, &form(wrong)).map(drop)
        },
        &["name", "phone", "email", "address"],
    ),
    (
        "edited contact",
        |clinic, of| {
            let stored = contacts::show(clinic, &of.contact)?;
            let loaded = json!({
                "name": stored.name, "relation": "other", "phone": "", "email": "", "address": "",
            });
            let mut wrong = loaded.clone();
            (wrong["name"], wrong["phone"]) = ("".into(), "none".into());
            let edit = json!({
                "id": of.contact, "seen": stored.seen, "loaded": loaded, "form": wrong,
            });
            contacts::edit(clinic, &form(edit)).map(drop)
        },
        &["name", "phone"],
    ),
    (
        "insurance policy",
        |clinic, of| {
            let wrong = json!({
                "insurer": "", "plan": long(), "memberId": "", "groupNumber": "", "holder": "",
                "holderPhone": "none", "validFrom": "2026-05-01", "validTo": "2026-04-01", "rank": "primary",
            });
            let new = json!({
                "patientId": of.patient, "form": wrong, "socialSecurityNumber": long(),
            });
            insurance::add(clinic, &form(new)).map(drop)
        },
        &[
            "insurer",
            "plan",
            "holderPhone",
            "validTo",
            "socialSecurityNumber",
        ],
    ),
    (
        "allergy",
        |clinic, of| {
            let wrong = json!({
                "substance": "", "code": "", "kind": null, "reaction": long(), "severity": "mild",
                "status": "active", "onset": "soon",
            });
            allergies::add(clinic, &of.patient, &form(wrong)).map(drop)
        },
        &["substance", "reaction", "onset"],
    ),
    (
        "condition",
        |clinic, of| {
            let wrong = json!({ "name": "", "code": "", "status": "active", "onset": "1980" });
            conditions::add(clinic, &of.patient, &form(wrong)).map(drop)
        },
        &["name", "onset"],
    ),
    (
        "medication",
        |clinic, of| {
            let wrong = json!({
                "name": "", "code": "", "dose": long(), "status": "active", "onset": "2031",
            });
            medications::add(clinic, &of.patient, &form(wrong)).map(drop)
        },
        &["name", "dose", "onset"],
    ),
    (
        "profile",
        |clinic, of| {
            let loaded = json!({
                "history": "", "preferences": "", "dislikes": "", "remarks": "", "gestation": "",
                "motherHeight": "", "fatherHeight": "",
            });
            let mut wrong = loaded.clone();
            wrong["gestation"] = "early".into();
            wrong["motherHeight"] = "3 m".into();
            wrong["fatherHeight"] = "tall".into();
            (wrong["patientId"], wrong["seen"]) = (of.patient.0.clone().into(), "".into());
            let stored = profile::show(clinic, of.patient())?;
            wrong["seen"] = stored.seen.0.into();
            profile::edit(clinic, &form(loaded), &form(wrong)).map(drop)
        },
        &["gestation", "motherHeight", "fatherHeight"],
    ),
    (
        "consent",
        |clinic, of| {
            let wrong = json!({
                "patientId": of.patient, "version": "", "signedOn": "2030-01-01", "method": "paper",
                "note": long(),
            });
            consents::add(clinic, &form(wrong)).map(drop)
        },
        &["version", "signedOn", "note"],
    ),
    (
        "problem",
        |clinic, of| {
            let wrong =
                json!({ "problem": "", "aetiology": long(), "signs": long(), "status": "active" });
            diagnoses::add(clinic, &of.patient, &form(wrong)).map(drop)
        },
        &["problem", "aetiology", "signs"],
    ),
    (
        "goal",
        |clinic, of| {
            let wrong = json!({
                "text": "", "diagnosis": "", "measure": "weight", "start": "heavy", "target": "9 km",
                "due": "soon", "progress": "half", "status": "active",
            });
            goals::add(clinic, &of.patient, &form(wrong)).map(drop)
        },
        &["text", "start", "target", "due", "progress"],
    ),
    (
        "task",
        |clinic, of| {
            let wrong =
                json!({ "text": "", "diagnosis": "", "goal": "", "due": "soon", "owner": "" });
            tasks::add(clinic, &of.patient, &form(wrong)).map(drop)
        },
        &["text", "due"],
    ),
    (
        "target",
        |clinic, of| {
            let wrong = json!({
                "nutrient": "protein", "low": "much", "high": "more", "startDay": "soon", "reason": long(),
            });
            nutrient_targets::set::add(clinic, &of.patient, &form(wrong)).map(drop)
        },
        &["low", "high", "start_day", "reason"],
    ),
    (
        "laboratory sheet",
        |clinic, of| {
            let wrong = json!({
                "patientId": of.patient, "visitId": null, "results": [],
                "sheet": { "collectedOn": "2030-01-01", "laboratory": long(), "note": endless() },
            });
            labs::record::add_sheet(clinic, &form(wrong)).map(drop)
        },
        &["collectedOn", "laboratory", "note", "results"],
    ),
    (
        "laboratory line",
        |clinic, of| {
            let line = json!({
                "test": null, "name": "", "value": "", "unit": "", "low": "low", "high": "high",
                "acceptDoubtful": false, "informed": long(),
            });
            let question =
                json!({ "patientId": of.patient, "collectedOn": "2026-01-01", "form": line });
            labs::record::consider(clinic, &form(question)).map(drop)
        },
        &["name", "value", "low", "high", "informed"],
    ),
    (
        "laboratory order",
        |clinic, of| {
            let wrong = json!({ "tests": [], "wishedOn": "2020-01-01", "note": endless() });
            let new = json!({ "patientId": of.patient, "form": wrong });
            labs::order::order(clinic, &form(new)).map(drop)
        },
        &["tests", "wishedOn", "note"],
    ),
    (
        "follow-up call",
        |clinic, of| {
            let wrong = json!({
                "patientId": of.patient, "purpose": "followUp", "result": "reached", "note": long(),
                "at": "2030-01-01T08:00:00Z", "retryOn": "2020-01-01",
            });
            calls::record(clinic, &form(wrong)).map(drop)
        },
        &["at", "retryOn", "note"],
    ),
    (
        "facts of a visit",
        |clinic, of| {
            let loaded = json!({ "type": "initial", "complaint": "", "followUpOn": null });
            let wrong = json!({ "type": "initial", "complaint": endless(), "followUpOn": "soon" });
            let seen = visits(clinic, &of.patient)?.remove(0).id;
            let shown = visits::show::show(clinic, &seen)?;
            let edit = json!({
                "id": of.visit, "seen": shown.seen, "loaded": loaded, "form": wrong,
            });
            visits::edit::edit(clinic, &form(edit)).map(drop)
        },
        &["complaint", "followUpOn"],
    ),
    (
        "measurement of a visit",
        |clinic, of| {
            let wrong = json!({
                "visitId": of.visit, "kind": "weight", "text": "heavy", "at": "2030-01-01T08:00:00Z",
                "acceptDoubtful": false, "replaces": null,
            });
            measurements::record::record(clinic, &form(wrong)).map(drop)
        },
        &["text", "at"],
    ),
    (
        "reading without a visit",
        |clinic, of| {
            let wrong = json!({
                "patientId": of.patient, "kind": "weight", "text": "heavy", "at": "2030-01-01T08:00:00Z",
            });
            measurements::record::enter(clinic, &form(wrong)).map(drop)
        },
        &["text", "at"],
    ),
    (
        "corrected reading",
        |clinic, of| {
            let reading = json!({ "patientId": of.patient, "kind": "weight", "text": "70 kg" });
            let reading = measurements::record::enter(clinic, &form(reading))?;
            let wrong = json!({
                "kind": MeasureKind::Weight, "text": "heavy", "at": "2030-01-01T08:00:00Z",
                "acceptDoubtful": false,
            });
            measurements::record::correct(clinic, &reading.id, &reading.seen, &form(wrong))
        },
        &["text", "at"],
    ),
    (
        "portal activation",
        |clinic, _| portal::activate(clinic, "short", "short").map(drop),
        &["activationToken", "verificationToken"],
    ),
    (
        "member of the care team",
        |clinic, of| {
            let unknown = view::Id::of(PatientId(uuid::Uuid::from_u128(7)));
            let wrong =
                json!({ "patientId": of.patient, "userId": unknown, "since": "1800-01-01" });
            care_team::add(clinic, &form(wrong)).map(drop)
        },
        &["since", "userId"],
    ),
    (
        "document",
        |clinic, of| {
            let label = json!({ "name": "", "type": "other", "dated": "2030-01-01" });
            let new = json!({ "patientId": of.patient, "form": label });
            let file = attachments::measure::MeasuredFile::of(b"x")?;
            documents::begin(clinic, &form(new), &file).map(drop)
        },
        &["name", "dated"],
    ),
    (
        "food of the clinic",
        |clinic, _| {
            let wrong = json!({
                "name": "", "otherNames": "x".repeat(1001), "maker": long(), "group": "dishes",
                "nutrients": [{ "nutrient": "energy", "amount": "much" }],
                "measures": [{ "name": "cup", "grams": "much" }],
                "contains": ["milk"], "freeOf": ["milk"], "isActive": true,
            });
            clinic_foods::add(clinic, &form(wrong)).map(drop)
        },
        &["name", "otherNames", "maker", "ENERGY", "grams", "freeOf"],
    ),
    (
        "recipe",
        |clinic, _| {
            let wrong = json!({
                "name": "", "portions": "0", "yieldWeight": "much", "method": "x".repeat(4001), "parts": [],
            });
            recipes::record::add(clinic, &form(wrong), ScreenLanguage::En).map(drop)
        },
        &["name", "portions", "yieldWeight", "method", "parts"],
    ),
    (
        "kind of measurement",
        |clinic, _| {
            let wrong = json!({
                "name": "Weight", "unit": "x".repeat(21), "decimals": 9, "lowest": "", "highest": "high",
                "oddBelow": "odd", "oddAbove": "", "isActive": true,
            });
            measurement_kinds::add(clinic, &form(wrong)).map(drop)
        },
        &["name", "unit", "decimals", "lowest", "highest", "oddBelow"],
    ),
    (
        "nutrition product",
        |clinic, _| {
            let wrong = json!({
                "name": "", "energy": "901", "protein": "some", "water": "", "isActive": true,
            });
            nutrition_products::add(clinic, &form(wrong)).map(drop)
        },
        &["name", "energy", "protein", "water"],
    ),
    (
        "exchange table",
        |clinic, _| {
            let group = json!({
                "name": "", "carbohydrate": "-1", "protein": "101", "fat": "some", "foods": ["bread"], "words": long(),
            });
            let groups = [group.clone(), group];
            let wrong =
                json!({ "name": "", "groups": groups, "isActive": true, "isConfirmed": false });
            exchange_tables::add(clinic, &form(wrong)).map(drop)
        },
        &[
            "name",
            "groups.0.name",
            "groups.0.carbohydrate",
            "groups.0.protein",
            "groups.0.fat",
            "groups.1.name",
            "groups.1.carbohydrate",
            "groups.1.protein",
            "groups.1.fat",
            "groups.1.foods",
        ],
    ),
    (
        "handout",
        |clinic, _| {
            let wrong =
                json!({ "language": "english", "title": "", "text": " ", "isActive": true });
            handouts::add(clinic, None, &form(wrong)).map(drop)
        },
        &["language", "title", "text"],
    ),
    (
        "diet order",
        |clinic, of| {
            let wrong = json!({
                "foodLevel": 2, "fluidLevel": 5, "supplements": [], "tubeFeed": null, "remark": long(),
            });
            diet_orders::start::start(clinic, &of.patient, &form(wrong), false).map(drop)
        },
        &["foodLevel", "fluidLevel", "remark"],
    ),
    (
        "prescription",
        |clinic, of| {
            let wrong = json!({
                "medication": "", "dosage": "", "frequency": "", "duration": long(), "instructions": endless(),
                "quantity": "0", "refills": "many", "prescribedOn": "2030-01-01", "validUntil": "2030-13-01",
                "allergyReason": long(),
            });
            let new = json!({ "patientId": of.patient, "visitId": null, "form": wrong });
            prescriptions::prescribe::prescribe(clinic, &form(new)).map(drop)
        },
        &[
            "medication",
            "dosage",
            "frequency",
            "duration",
            "instructions",
            "quantity",
            "refills",
            "prescribedOn",
            "validUntil",
            "allergyReason",
        ],
    ),
    (
        "custom field",
        |clinic, _| {
            let wrong = json!({
                "label": "Sleep: hours", "kind": "choice", "noteKind": null, "options": ["one", " One"],
                "isActive": true,
            });
            notes::custom_fields::add(clinic, &form(wrong)).map(drop)
        },
        &["label", "options"],
    ),
    (
        "user",
        |clinic, _| {
            let role = view::Id::of(sync_contract::catalog::admin_role(clinic.tenant()));
            let wrong = json!({
                "firstName": "", "lastName": "x".repeat(101), "username": "diet", "email": "none",
                "roleId": role, "departmentId": null,
            });
            let work = users::add::Work {
                specialization: long(),
                working_hours: "sometimes".into(),
            };
            users::add::add(clinic, &form(wrong), &work, "short").map(drop)
        },
        &[
            "firstName",
            "lastName",
            "username",
            "email",
            "specialization",
            "workingHours",
            "password",
        ],
    ),
    (
        "booking",
        |clinic, of| {
            let wrong = json!({
                "patientId": of.patient, "providerId": view::Id::of(clinic.user()), "roomId": null,
                "startsAt": "1800-01-01T08:00:00Z", "minutes": 2000, "typeId": "", "reason": endless(), "topic": "",
            });
            appointments::book::book(clinic, &form(wrong)).map(drop)
        },
        &["startsAt", "minutes", "typeId", "reason", "providerId"],
    ),
    (
        "moved appointment",
        |clinic, of| {
            let wrong = json!({
                "id": of.booked.id, "seen": of.booked.seen, "providerId": of.provider, "roomId": null,
                "startsAt": "1800-01-01T08:00:00Z", "minutes": 0,
            });
            appointments::book::move_to(clinic, &form(wrong)).map(drop)
        },
        &["startsAt", "minutes"],
    ),
    (
        "recall",
        |clinic, of| {
            let wrong = json!({
                "patientId": of.patient, "visitId": null, "kind": "twentyFourHours", "takenOn": "soon",
                "days": ["yesterday"],
            });
            recalls::record::add(clinic, &form(wrong), &[], view::ScreenLanguage::En).map(drop)
        },
        &["takenOn", "days"],
    ),
    (
        "days of a recall",
        |clinic, of| {
            let wrong = json!({
                "patientId": of.patient, "visitId": null, "kind": "twentyFourHours", "takenOn": "2199-01-01",
                "days": ["1800-01-01"],
            });
            recalls::record::add(clinic, &form(wrong), &[], view::ScreenLanguage::En).map(drop)
        },
        &["takenOn", "days"],
    ),
];

#[test]
fn every_wrong_field_of_a_form_is_named_and_nothing_is_written() {
    let (machine, admin) = clinic();
    drop(admin);
    let mut clinic = machine.sign_in("admin", testing::ADMIN_PASSWORD);
    clinic.actor = Actor::new(clinic.user(), Right::ALL.iter().copied());
    let patient = registered(&mut clinic, "Mary", "Okafor", "1992-03-12");
    let begun = json!({ "patientId": patient, "type": "initial" });
    let visit = visits::start::start(&mut clinic, &form(begun))
        .unwrap()
        .visit
        .id;
    let contact = testing::contact("Kofi", contacts::Relation::Other);
    let contact = contacts::add(&mut clinic, &patient, &contact).unwrap().id;
    let provider = appointments::day::provider_choices(&clinic)
        .unwrap()
        .remove(0)
        .id;
    let booking = super::diary::booking(&patient, &provider, "2026-11-20T13:00:00Z");
    let booked = appointments::book::book(&mut clinic, &booking).unwrap();
    let of = Of {
        booked,
        provider,
        patient,
        visit,
        contact,
    };
    for (name, submit, wrong) in FORMS.iter().chain(CLINIC_FORMS) {
        let refused = submit(&mut clinic, &of).unwrap_err();
        let problem = refused.problem(clinic.now());
        let fields: Vec<&str> = problem.fields.iter().map(|field| &*field.field).collect();
        assert_eq!(fields, *wrong, "{name}: {refused}");
        // what asks for one field has the first, as it always had
        assert_eq!(problem.field.as_deref(), Some(wrong[0]), "{name}");
        assert_eq!(problem.reason, Some(problem.fields[0].reason), "{name}");
        assert_eq!(problem.code, ProblemCode::Invalid, "{name}");
    }
    let shown = chart::show(&mut clinic, &of.patient).unwrap();
    assert!(shown.consents.rows.is_empty() && shown.contacts.len() == 1);
    let background = shown.background.unwrap();
    assert!(background.allergies.is_empty() && background.conditions.is_empty());
    let plan = care_plan::show(&clinic, &of.patient).unwrap();
    assert!(plan.goals.is_empty() && plan.tasks.is_empty() && plan.diagnoses.is_empty());
    drop(clinic);
    machine.sign_in("diet", PASSWORD);
}
