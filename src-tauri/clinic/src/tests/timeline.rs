//! The timeline has all that happened to a patient, in one order on every computer.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;

use serde_json::json;
use sync_contract::catalog::{Allergy, Facility, Measurement, Patient};
use sync_contract::{Catalog, Entity, Right};
use vault::password::Password;
use vault::sample::populate;

use crate::allergies::{AllergyEdit, AllergyStatus, Severity};
use crate::appointments::status::StatusReason;
use crate::appointments::{AppointmentStatus, book, status};
use crate::calls::{self, CallPurpose, CallResult, NewCall};
use crate::diagnoses::{DiagnosisStatus, DiagnosisStatusChange};
use crate::goals::GoalStatus;
use crate::measurements::record::{ReadingEntry, add, record, remove};
use crate::measurements::{Measure, MeasureKind};
use crate::none_known::{self, HealthList};
use crate::notes::sign::{addendum, sign};
use crate::patients::view::{PatientEdit, PatientStatus};
use crate::testing::{
    ADMIN_PASSWORD, Machine, PASSWORD, add_user, allergy, at, condition, diagnosis, form, goal,
    medication, task,
};
use crate::tests::care::{draft_of, entry, visit};
use crate::timeline::list::list;
use crate::timeline::{TimelineEvent, TimelineGroup, TimelinePage, TimelineQuery, TimelineRow};
use crate::view::{Day, Id};
use crate::visits::{VisitView, discard};
use crate::{Clinic, allergies, conditions, diagnoses, goals, medications, screenings, tasks};

fn query(patient: &Id) -> TimelineQuery {
    TimelineQuery {
        patient_id: patient.clone(),
        group: None,
        after: None,
        limit: 100,
    }
}

fn page(clinic: &Clinic, patient: &Id) -> TimelinePage {
    list(clinic, &query(patient)).unwrap()
}

fn page_of(clinic: &Clinic, patient: &Id, group: TimelineGroup) -> TimelinePage {
    let group = Some(group);
    let query = TimelineQuery {
        group,
        ..query(patient)
    };
    list(clinic, &query).unwrap()
}

/// What a row is of, as its event is serialised.
fn what(row: &TimelineRow) -> String {
    let event = serde_json::to_value(&row.event).unwrap();
    event["what"].as_str().unwrap().to_owned()
}

/// What each row is of, the newest first, without the registration with which every list ends.
fn kinds(page: &TimelinePage) -> Vec<String> {
    let mut all: Vec<String> = page.rows.iter().map(what).collect();
    all.retain(|what| what != "registered");
    all
}

fn row_of<'a>(page: &'a TimelinePage, kind: &str) -> &'a TimelineRow {
    page.rows.iter().find(|row| what(row) == kind).unwrap()
}

/// A visit with two readings, a screening and a signed note; then a plan, an allergy and a call.
fn history(machine: &Machine) -> (Clinic, Id, VisitView) {
    let (mut diet, mary, visit) = visit(machine);
    machine.clock.advance_s(60);
    for (kind, text) in [
        (MeasureKind::Weight, "72 kg"),
        (MeasureKind::Height, "165 cm"),
    ] {
        record(&mut diet, &entry(&visit, kind, text)).unwrap();
        machine.clock.advance_s(60);
    }
    let mut screening = crate::tests::screenings::must(&mary, "26.4", "below_5", "no");
    screening.visit_id = Some(visit.id.clone());
    screenings::record::record(&mut diet, &screening).unwrap();
    machine.clock.advance_s(60);
    let draft = draft_of(visit.note.as_ref().unwrap(), "Eats well.");
    let note = sign(&mut diet, &draft, &Password::new(PASSWORD)).unwrap();
    machine.clock.advance_s(60);
    addendum(&mut diet, &note.id, "Also likes rice.", "Told later").unwrap();
    machine.clock.advance_s(60);
    diagnoses::add(&mut diet, &mary, &diagnosis("Low intake")).unwrap();
    machine.clock.advance_s(60);
    goals::add(&mut diet, &mary, &goal("Three meals")).unwrap();
    machine.clock.advance_s(60);
    let done = tasks::add(&mut diet, &mary, &task("Hand out the list")).unwrap();
    machine.clock.advance_s(60);
    tasks::finish(&mut diet, &done.id, &done.seen).unwrap();
    machine.clock.advance_s(60);
    allergies::add(&mut diet, &mary, &allergy("Peanut", Severity::Severe)).unwrap();
    machine.clock.advance_s(60);
    none_known::add(&mut diet, &mary, HealthList::Medications).unwrap();
    machine.clock.advance_s(60);
    let call = NewCall {
        patient_id: mary.clone(),
        purpose: CallPurpose::Reminder,
        result: CallResult::Reached,
        at: None,
        retry_on: None,
        note: "comes by bus".into(),
    };
    calls::record(&mut diet, &call).unwrap();
    (diet, mary, visit)
}

#[test]
fn everything_that_happened_is_in_one_list_the_newest_first() {
    let (machine, _) = crate::testing::clinic();
    let (diet, mary, visit) = history(&machine);
    let all = page(&diet, &mary);
    let mut shown = kinds(&all);
    // the note is dated by its visit, so either of the two is last
    shown[10..].sort_unstable();
    let expected = [
        "call",
        "noneKnown",
        "allergy",
        "taskDone",
        "task",
        "goal",
        "problem",
        "addendum",
        "screened",
        "measured",
        "note",
        "visit",
    ];
    assert_eq!(shown, expected);
    assert_eq!((all.total, &all.next), (13, &None));
    let is_plain = |row: &TimelineRow| row.by == "diet Test" && row.entered_on.is_none();
    assert!(all.rows.iter().all(is_plain));
    let measured = &all.rows[9];
    let TimelineEvent::Measured { measures } = &measured.event else {
        panic!("{measured:?}");
    };
    let kinds_read = measures.iter().map(|measure| measure.kind.clone());
    let kinds_read: Vec<Measure> = kinds_read.collect();
    assert_eq!(kinds_read, [MeasureKind::Weight, MeasureKind::Height]);
    for kind in ["visit", "note", "addendum", "measured", "screened"] {
        let of_visit = row_of(&all, kind).visit_id.as_ref();
        assert_eq!(of_visit, Some(&visit.id), "{kind}");
    }
    let groups = [
        (TimelineGroup::Visits, 3),
        (TimelineGroup::Measures, 1),
        (TimelineGroup::Nutrition, 5),
        (TimelineGroup::Background, 2),
        (TimelineGroup::Diary, 2),
    ];
    for (group, rows) in groups {
        assert_eq!(page_of(&diet, &mary, group).total, rows, "{group:?}");
    }
}

/// A page begins behind the last row of the one before it, whatever was entered meanwhile.
#[test]
fn the_pages_of_a_timeline_have_each_row_once() {
    let (machine, _) = crate::testing::clinic();
    let (mut diet, mary, _) = history(&machine);
    let all: Vec<String> = page(&diet, &mary)
        .rows
        .into_iter()
        .map(|row| row.key)
        .collect();
    let (mut paged, mut next) = (Vec::new(), None);
    while paged.len() < all.len() {
        let query = TimelineQuery {
            after: next,
            limit: 5,
            ..query(&mary)
        };
        let part = list(&diet, &query).unwrap();
        assert!(!part.rows.is_empty());
        paged.extend(part.rows.into_iter().map(|row| row.key));
        next = part.next;
        if next.is_none() {
            break;
        }
        machine.clock.advance_s(60);
        goals::add(&mut diet, &mary, &goal("Walk")).unwrap();
    }
    assert_eq!(paged, all);
    for after in ["", "x", "1.2.3", &all[0].replacen('.', ".+", 1)] {
        let query = TimelineQuery {
            after: Some(after.to_owned()),
            ..query(&mary)
        };
        assert!(list(&diet, &query).is_err(), "{after}");
    }
}

#[test]
fn what_is_entered_later_is_dated_by_when_it_happened() {
    let (machine, _) = crate::testing::clinic();
    let (mut diet, mary, _) = visit(&machine);
    let reading = ReadingEntry {
        patient: mary.to().unwrap(),
        visit: None,
        kind: MeasureKind::Weight.into(),
        text: "70 kg".into(),
        at: at("2026-10-01T22:30:00Z").to_time("at").unwrap(),
        accept_doubtful: true,
    };
    let (id, _) = add(&mut diet, &reading).unwrap();
    let shown = page(&diet, &mary);
    assert_eq!(kinds(&shown), ["visit", "measured"]);
    let measured = row_of(&shown, "measured");
    assert_eq!(measured.at, Some(at("2026-10-01T22:30:00Z")));
    // the day of the clinic, which is in Paris
    assert_eq!(measured.on, "2026-10-02");
    assert_eq!(measured.entered_on, Some(Day("2026-11-20".into())));
    // what was removed did not happen
    let row = diet.read().get::<Measurement>(id.to().unwrap()).unwrap();
    let seen = crate::view::ReadVersionToken::of(&row.unwrap().seen);
    remove(&mut diet, &id, &seen).unwrap();
    assert_eq!(kinds(&page(&diet, &mary)), ["visit"]);
}

/// Of what is known by its year the row stands below that year, and has no time of day.
#[test]
fn what_is_not_known_to_the_day_is_as_exact_as_it_is_known() {
    let (machine, _) = crate::testing::clinic();
    let (mut diet, mary, _) = visit(&machine);
    for onset in ["2019", "2019-04", "2019-01-01", "2019-01", "2026-11", ""] {
        let mut form = condition("Coeliac disease");
        form.onset = onset.into();
        conditions::add(&mut diet, &mary, &form).unwrap();
    }
    let shown = page_of(&diet, &mary, TimelineGroup::Background);
    let dates = shown.rows.iter().map(|row| {
        let entered = row.entered_on.as_ref().map(|day| day.0.as_str());
        (row.on.as_str(), row.at.is_some(), entered)
    });
    let later = Some("2026-11-20");
    assert_eq!(
        dates.collect::<Vec<_>>(),
        [
            ("2026-11-20", true, None),
            // the month of the entry is no earlier one
            ("2026-11", false, None),
            ("2019-04", false, later),
            ("2019-01-01", false, later),
            ("2019-01", false, later),
            ("2019", false, later),
        ]
    );
}

/// Two computers have the same rows, and nothing else to go by.
#[test]
fn what_began_together_is_in_the_order_of_its_ids() {
    let (machine, _) = crate::testing::clinic();
    let (mut diet, mary, _) = visit(&machine);
    let mut ids = BTreeSet::new();
    for substance in ["Peanut", "Milk", "Egg", "Sesame", "Soya"] {
        let mut form = allergy(substance, Severity::Mild);
        form.onset = "2020".into();
        ids.insert(allergies::add(&mut diet, &mary, &form).unwrap().id);
        let mut form = medication(substance);
        form.onset = "2020".into();
        ids.insert(medications::add(&mut diet, &mary, &form).unwrap().id);
    }
    let shown = page_of(&diet, &mary, TimelineGroup::Background);
    let shown: Vec<Id> = shown.rows.into_iter().map(|row| row.id).collect();
    assert_eq!(shown, ids.into_iter().rev().collect::<Vec<_>>());
}

#[test]
fn what_became_of_a_row_is_a_row_of_its_own() {
    let (machine, _) = crate::testing::clinic();
    let (mut diet, mary, _) = visit(&machine);
    let problem = diagnoses::add(&mut diet, &mary, &diagnosis("Low intake")).unwrap();
    let mut onset = allergy("Peanut", Severity::Severe);
    onset.onset = "2019".into();
    let peanut = allergies::add(&mut diet, &mary, &onset).unwrap();
    machine.clock.advance_s(60);
    // what was over when it was entered is told by one row
    let mut over = goal("Breakfast");
    over.status = GoalStatus::Met;
    goals::add(&mut diet, &mary, &over).unwrap();
    // that it goes on is not said
    let begun = TimelineEvent::Problem {
        status: None,
        text: "Low intake".into(),
    };
    assert_eq!(row_of(&page(&diet, &mary), "problem").event, begun);
    machine.clock.advance_s(86_400);
    let resolved = DiagnosisStatusChange {
        id: problem.id.clone(),
        seen: problem.seen,
        status: DiagnosisStatus::Resolved,
        goals: Vec::new(),
    };
    diagnoses::set_status(&mut diet, &resolved).unwrap();
    machine.clock.advance_s(60);
    let edit = |allergy: &allergies::AllergyView, change: &dyn Fn(&mut allergies::AllergyForm)| {
        let mut form = allergy.form.clone();
        change(&mut form);
        AllergyEdit {
            id: allergy.id.clone(),
            seen: allergy.seen.clone(),
            loaded: allergy.form.clone(),
            form,
        }
    };
    let ended = edit(&peanut, &|form| form.status = AllergyStatus::Resolved);
    let peanut = allergies::edit(&mut diet, &ended).unwrap();
    let shown = page(&diet, &mary);
    let course = |row: &TimelineRow| {
        let event = serde_json::to_value(&row.event).unwrap();
        (
            what(row),
            event["status"].as_str().map(str::to_owned),
            row.on.clone(),
        )
    };
    let all = |page: &TimelinePage| {
        let lasting = page.rows.iter().map(course);
        let lasting = lasting.filter(|(what, ..)| *what != "visit" && *what != "registered");
        lasting.collect::<Vec<_>>()
    };
    let row = |what: &str, status: Option<&str>, on: &str| {
        (what.to_owned(), status.map(str::to_owned), on.to_owned())
    };
    let expected = [
        row("allergy", Some("resolved"), "2026-11-21"),
        row("problem", Some("resolved"), "2026-11-21"),
        row("goal", Some("met"), "2026-11-20"),
        row("problem", None, "2026-11-20"),
        row("allergy", None, "2019"),
    ];
    assert_eq!(all(&shown), expected);
    assert_eq!(shown.rows[0].by, "diet Test");
    // another's later words do not move it, and who ended it is known still
    machine.clock.advance_s(86_400);
    let reworded = edit(&peanut, &|form| form.reaction = "hives".into());
    let mut admin = machine.sign_in("admin", ADMIN_PASSWORD);
    add_user(&mut admin, "nora", "Dietitian");
    let mut nora = machine.sign_in("nora", PASSWORD);
    allergies::edit(&mut nora, &reworded).unwrap();
    let shown = page(&diet, &mary);
    assert_eq!(all(&shown), expected);
    assert_eq!(shown.rows[0].by, "diet Test");
    let keys: BTreeSet<&str> = shown.rows.iter().map(|row| row.key.as_str()).collect();
    assert_eq!(keys.len(), shown.rows.len());
}

#[test]
fn the_last_change_of_a_patients_status_is_shown() {
    let (machine, _) = crate::testing::clinic();
    let (mut diet, mary, _) = visit(&machine);
    assert_eq!(page_of(&diet, &mary, TimelineGroup::Diary).total, 1);
    machine.clock.advance_s(86_400);
    let row = diet.read().get::<Patient>(mary.to().unwrap()).unwrap();
    let loaded = form("Mary", "Okafor", "1992-03-12");
    let mut discharged = loaded.clone();
    discharged.status = PatientStatus::Discharged;
    let edit = PatientEdit {
        id: mary.clone(),
        seen: crate::view::ReadVersionToken::of(&row.unwrap().seen),
        loaded,
        form: discharged,
    };
    crate::patients::edit::edit(&mut diet, &edit).unwrap();
    let shown = page_of(&diet, &mary, TimelineGroup::Diary);
    let status = PatientStatus::Discharged;
    assert_eq!(shown.rows[0].event, TimelineEvent::PatientStatus { status });
    assert_eq!(shown.rows[0].on, "2026-11-21");
    assert_eq!(shown.rows[1].event, TimelineEvent::Registered);
}

fn booked(clinic: &mut Clinic, patient: &Id, starts: &str) -> crate::appointments::AppointmentView {
    let booking = json!({
        "patientId": patient.0, "providerId": Id::of(clinic.user()).0, "startsAt": starts,
        "minutes": 30, "typeId": "FOLLOW_UP", "roomId": null, "reason": "", "topic": "", "override": true,
    });
    book::book(clinic, &serde_json::from_value(booking).unwrap()).unwrap()
}

#[test]
fn a_discarded_visit_did_not_happen_and_a_later_appointment_not_yet() {
    let (machine, _) = crate::testing::clinic();
    let (mut diet, mary, visit) = visit(&machine);
    booked(&mut diet, &mary, "2026-11-27T09:00:00Z");
    assert_eq!(kinds(&page(&diet, &mary)), ["visit"]);
    discard::discard(&mut diet, &visit.id, &visit.seen, false).unwrap();
    assert!(kinds(&page(&diet, &mary)).is_empty());
    machine.clock.advance_s(8 * 86_400);
    assert_eq!(kinds(&page(&diet, &mary)), ["appointment"]);
}

/// A cancelled appointment is dated by its cancellation, a missed one by its own time.
#[test]
fn a_cancellation_is_dated_by_itself_and_a_no_show_by_its_appointment() {
    let (machine, _) = crate::testing::clinic();
    let (mut diet, mary, _) = visit(&machine);
    machine.clock.advance_s(60);
    for (starts, to, text) in [
        ("2026-11-27T09:00:00Z", AppointmentStatus::Cancelled, "snow"),
        ("2026-11-20T07:00:00Z", AppointmentStatus::NoShow, ""),
    ] {
        let one = booked(&mut diet, &mary, starts);
        let why = status::StatusWhy {
            code: None,
            text: text.into(),
        };
        status::set_status(&mut diet, &one.id, &one.seen, to, Some(&why)).unwrap();
    }
    let shown = page(&diet, &mary);
    assert_eq!(kinds(&shown), ["appointment", "visit", "appointment"]);
    let event = |status, starts: &str, text: &str| TimelineEvent::Appointment {
        status,
        starts: at(starts),
        code: Some(StatusReason::Other).filter(|_| !text.is_empty()),
        text: text.into(),
    };
    let (cancelled, missed) = (&shown.rows[0], shown.rows.last().unwrap());
    let expected = event(AppointmentStatus::Cancelled, "2026-11-27T09:00:00Z", "snow");
    assert_eq!(cancelled.event, expected);
    assert_eq!(
        (cancelled.on.as_str(), cancelled.by.as_str()),
        ("2026-11-20", "diet Test")
    );
    let expected = event(AppointmentStatus::NoShow, "2026-11-20T07:00:00Z", "");
    assert_eq!(missed.event, expected);
}

/// A user who may read the chart without notes, diary or patients sees the rest of it; the front desk sees nothing.
#[test]
fn the_timeline_has_what_its_reader_may_read() {
    let (machine, mut admin) = crate::testing::clinic();
    add_user(&mut admin, "viewer", "Viewer");
    drop(admin);
    let (diet, mary, _) = history(&machine);
    let everything = page(&diet, &mary).total;
    drop(diet);
    let mut viewer = machine.sign_in("viewer", PASSWORD);
    for (right, hidden) in [
        (Right::NotesRead, vec!["note", "addendum"]),
        (Right::AppointmentsRead, vec!["call"]),
        (Right::PatientsRead, vec!["registered"]),
    ] {
        let rights = Right::ALL.iter().copied();
        viewer.actor = crate::Actor::new(viewer.user(), rights.filter(|one| *one != right));
        let shown = page(&viewer, &mary);
        assert_eq!(shown.total as usize, everything as usize - hidden.len());
        let all: Vec<String> = shown.rows.iter().map(what).collect();
        assert!(hidden.iter().all(|what| !all.contains(&(*what).to_owned())));
    }
    drop(viewer);
    for (user, password) in [("admin", ADMIN_PASSWORD), ("desk", PASSWORD)] {
        let without = machine.sign_in(user, password);
        assert!(list(&without, &query(&mary)).is_err(), "{user}");
    }
}

/// A list that lacks a row looks complete, so what is gone from the file is told with it.
#[test]
fn what_is_gone_from_the_file_is_reported_with_the_timeline() {
    let (machine, _) = crate::testing::clinic();
    let (mut diet, mary, _) = history(&machine);
    machine.clock.advance_s(60);
    let appointment = booked(&mut diet, &mary, "2026-11-20T07:00:00Z");
    drop(diet);
    let diet = machine.sign_in("diet", PASSWORD);
    page(&diet, &mary);
    assert!(diet.take_unshown().unwrap().is_empty());
    let rows = diet.read().allergies(mary.to().unwrap()).unwrap();
    diet.unlocked()
        .cut_row(Allergy::DESCRIPTOR, rows[0].value.id.0);
    let of = Catalog::by_table("appointments").unwrap();
    diet.unlocked().cut_row(of, appointment.id.to().unwrap());
    // by whose time zone the days are counted
    let facility = diet.read().facilities().unwrap().remove(0).value.id;
    diet.unlocked().cut_row(Facility::DESCRIPTOR, facility.0);
    drop(diet);
    let diet = machine.sign_in("diet", PASSWORD);
    page(&diet, &mary);
    let damage = diet.take_unshown().unwrap().damage;
    let reported = damage.iter().map(|of| (of.what.as_str(), of.missing));
    assert_eq!(
        reported.collect::<BTreeSet<_>>(),
        BTreeSet::from([("allergy", 1), ("appointment", 1), ("facility", 1)])
    );
}

/// Of which there is no row in a timeline, each with the reason.
const WITHOUT: [(&str, &str); 59] = [
    ("Tenant", "the clinic's own"),
    ("Facility", "the clinic's own"),
    ("Department", "the clinic's own"),
    ("Room", "the clinic's own"),
    ("Absence", "the clinic's own"),
    ("ClashDecision", "the clinic's own"),
    (
        "WaitingListEntry",
        "the front desk's, which is no part of the chart",
    ),
    (
        "RecordRequest",
        "the front desk's, which is no part of the chart",
    ),
    ("FreedSlot", "the clinic's own"),
    ("GroupTopic", "the clinic's own"),
    ("Alert", "the clinic's own"),
    ("AlertEscalation", "the clinic's own"),
    ("User", "the clinic's own"),
    ("Role", "the clinic's own"),
    ("UserRole", "the clinic's own"),
    ("UserVerification", "the clinic's own"),
    ("Device", "the clinic's own"),
    ("KeyGrant", "the clinic's own"),
    ("Setting", "the clinic's own"),
    ("Erasure", "of nobody who is left"),
    ("Tag", "the clinic's own"),
    ("ClinicFood", "the clinic's own"),
    ("AllergenCorrection", "the clinic's own"),
    ("FoodProfile", "the clinic's own"),
    ("PatientTag", "what is so, not what happened"),
    ("PatientProfile", "what is so, not what happened"),
    ("PatientPhoto", "what is so, not what happened"),
    ("EmergencyContact", "what is so, not what happened"),
    ("AppointmentPatient", "by which its appointment is listed"),
    (
        "AppointmentStatusChange",
        "of which the last one is shown with its appointment",
    ),
    ("NoteVersion", "of which the last one is the note"),
    (
        "NoteVoid",
        "of signed notes alone, and those of the sample are drafts",
    ),
    ("NoteTemplate", "the clinic's own"),
    ("CustomField", "the clinic's own"),
    ("MeasurementKind", "the clinic's own"),
    ("AppointmentType", "the clinic's own"),
    ("NutritionProduct", "the clinic's own"),
    ("Handout", "the clinic's own"),
    ("ExchangeTable", "the clinic's own"),
    ("PatientImport", "the clinic's own"),
    ("ClaimCode", "the clinic's own"),
    ("Service", "the clinic's own"),
    ("InvoiceDraft", "billing, which is no part of the chart"),
    ("Invoice", "billing, which is no part of the chart"),
    ("InvoiceVoid", "billing, which is no part of the chart"),
    ("Quote", "billing, which is no part of the chart"),
    ("Package", "billing, which is no part of the chart"),
    ("PackageUse", "billing, which is no part of the chart"),
    ("Payment", "billing, which is no part of the chart"),
    ("CashClosing", "billing, which is no part of the chart"),
    ("Expense", "of the clinic itself, about no patient"),
    ("Recipe", "the clinic's own"),
    ("Dispensing", "with which its prescription is listed"),
    ("LabResult", "with which its sheet is listed"),
    ("RecallItem", "with which its recall is listed"),
    ("MealPlanItem", "with which its plan is listed"),
    ("ConflictResolution", "about what the file says"),
    ("DocumentChunk", "with which its document is listed"),
    ("OfficeDocumentChunk", "with which its document is listed"),
];

/// A noun that is added to the catalog is in the timeline, or has a reason not to be.
#[test]
fn every_entity_is_in_the_timeline_or_has_a_reason() {
    let machine = Machine::new();
    let (mut clinic, _) = machine.create_clinic(false);
    let sample = populate(clinic.unlocked_mut(), 3, machine.now());
    clinic.actor = crate::Actor::new(clinic.user(), Right::ALL.iter().copied());
    let patient = sample.first::<Patient>();
    let shown = page(&clinic, &Id::of(patient));
    assert_eq!(shown.next, None);
    let shown: BTreeSet<Id> = shown.rows.into_iter().map(|row| row.id).collect();
    for descriptor in Catalog::ALL {
        let ids = vault::sample::ids_of(descriptor, 3);
        let is_shown = ids.iter().any(|id| shown.contains(&Id::of(*id)));
        let reason = WITHOUT.iter().find(|(name, _)| *name == descriptor.name);
        assert_ne!(is_shown, reason.is_some(), "{}", descriptor.name);
    }
}
