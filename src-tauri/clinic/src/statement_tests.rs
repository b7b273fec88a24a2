//! Whatever a screen asks for costs as many statements in a large clinic as in a small one.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::fmt::Debug;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::json;
use sync_contract::Right;
use sync_contract::catalog::{
    Allergy, Appointment, Department, EmergencyContact, Measurement, Note, Patient, Room, Visit,
};
use vault::filled::{Filled, fill};

use crate::appointments::{clashes, day, show as appointment};
use crate::measurements::{MeasureKind, list as measurements, show as measurement, trend};
use crate::notes::{list as notes, show as note};
use crate::patients::{duplicates, list as patients, search, show as patient};
use crate::rights_tests::{bodies, operations};
use crate::sync::status::Carrier;
use crate::sync::{page, status};
use crate::testing::{Machine, form};
use crate::view::{Day, Id};
use crate::visits::{list as visits, show as visit};
use crate::*;

/// The larger one has more patients than are read at once anywhere.
const SIZES: [usize; 2] = [5, 140];

struct Full {
    _machine: Machine,
    clinic: Clinic,
    filled: Filled,
    statements: Arc<AtomicUsize>,
}

impl Full {
    fn of(count: usize) -> Self {
        let machine = Machine::new();
        let (mut clinic, _) = machine.found(false);
        let filled = fill(clinic.unlocked_mut(), count, machine.now());
        // everything is asked by one who may ask it
        clinic.actor = Actor::new(clinic.user(), Right::ALL.iter().copied());
        clinic.warm_up().unwrap();
        let statements = clinic.unlocked_mut().vault_mut().count_statements();
        Self {
            _machine: machine,
            clinic,
            filled,
            statements,
        }
    }

    fn patient(&self) -> Id {
        Id::of(self.filled.first::<Patient>())
    }

    fn visit(&self) -> Id {
        Id::of(self.filled.first::<Visit>())
    }

    fn note(&self) -> Id {
        Id::of(self.filled.first::<Note>())
    }

    fn today(&self) -> Day {
        Day::of(self.clinic.today().unwrap())
    }

    fn patients(&self, filter: serde_json::Value) -> String {
        let mut query = json!({ "text": "", "sort": "name", "limit": 100 });
        let given = filter.as_object().unwrap().clone();
        query.as_object_mut().unwrap().extend(given);
        let query = serde_json::from_value(query).unwrap();
        said(patients::list(&self.clinic, &query))
    }

    /// What an operation answers and how many statements it took; whether it was looked at before does not count.
    fn ask(&mut self, operation: Operation) -> (String, usize) {
        operation(self);
        self.statements.store(0, Ordering::Relaxed);
        let answer = operation(self);
        (answer, self.statements.load(Ordering::Relaxed))
    }
}

fn said<T: Debug>(answer: Result<T>) -> String {
    format!("{:?}", answer.unwrap())
}

type Operation = fn(&mut Full) -> String;

/// Answers that are longer where there is more.
const LISTS: &[(&str, Operation)] = &[
    ("allergies/list.rs: list", |full| {
        let patient = full.filled.first::<Patient>();
        said(allergies::list::list(&full.clinic, patient))
    }),
    ("appointments/clashes.rs: clashes", |full| {
        said(clashes::clashes(&full.clinic))
    }),
    ("appointments/day.rs: day", |full| {
        said(day::day(&full.clinic, &full.today()))
    }),
    ("audit/list.rs: list", |full| {
        let query =
            serde_json::from_value(json!({ "action": "edit patient", "limit": 100 })).unwrap();
        said(audit::list::list(&full.clinic, &query))
    }),
    ("audit/people.rs: people", |full| {
        said(audit::people::people(&full.clinic))
    }),
    ("conflicts/list.rs: list", |full| {
        said(conflicts::list::list(&full.clinic))
    }),
    ("contacts/list.rs: list", |full| {
        let patient = full.filled.first::<Patient>();
        said(contacts::list::list(&full.clinic, patient))
    }),
    ("devices/list.rs: list", |full| {
        said(devices::list::list(&full.clinic))
    }),
    ("facilities/list.rs: list", |full| {
        said(facilities::list::list(&full.clinic))
    }),
    ("measurements/list.rs: list", |full| {
        said(measurements::list(&full.clinic, &full.patient()))
    }),
    ("measurements/trend.rs: trend", |full| {
        let patient = full.patient();
        said(trend::trend(&full.clinic, &patient, MeasureKind::Weight))
    }),
    ("notes/list.rs: list", |full| {
        let patient = full.patient();
        said(notes::list(&mut full.clinic, &patient))
    }),
    ("patients/list.rs: list", |full| full.patients(json!({}))),
    ("patients/list.rs: list, those of a status", |full| {
        full.patients(json!({ "status": "active" }))
    }),
    ("patients/list.rs: list, by their last visit", |full| {
        full.patients(json!({ "sort": "lastVisit" }))
    }),
    ("patients/list.rs: list, by their next", |full| {
        full.patients(json!({ "sort": "nextAppointment" }))
    }),
    ("patients/search.rs: search", |full| {
        said(search::search(&full.clinic, "okafor", 100))
    }),
    ("patients/show.rs: show", |full| {
        let id = full.patient();
        said(patient::show(&mut full.clinic, &id))
    }),
    ("places/list.rs: list", |full| {
        said(places::list::list::<Room>(&full.clinic))
    }),
    ("places/list.rs: list, of departments", |full| {
        said(places::list::list::<Department>(&full.clinic))
    }),
    ("roles/list.rs: rights", |full| {
        said(roles::list::rights(&full.clinic))
    }),
    ("settings/show.rs: show", |full| {
        said(settings::show::show(&full.clinic))
    }),
    ("sync/page.rs: show", |full| {
        said(page::show(&full.clinic, Carrier::default()))
    }),
    ("today/show.rs: show", |full| {
        said(today::show::show(&full.clinic, &full.today()))
    }),
    ("users/list.rs: list", |full| {
        said(users::list::list(&full.clinic))
    }),
    ("visits/list.rs: list", |full| {
        said(visits::list(&full.clinic, &full.patient()))
    }),
    ("visits/show.rs: show", |full| {
        let id = full.visit();
        said(visit::show(&mut full.clinic, &id))
    }),
];

/// Answers about one thing, or a few, of which there are no more in a larger clinic.
const SINGLE: &[(&str, Operation)] = &[
    ("allergies/show.rs: show", |full| {
        let id = Id::of(full.filled.first::<Allergy>());
        said(allergies::show::show(&full.clinic, &id))
    }),
    ("contacts/show.rs: show", |full| {
        let id = Id::of(full.filled.first::<EmergencyContact>());
        said(contacts::show::show(&full.clinic, &id))
    }),
    ("measurements/show.rs: show", |full| {
        let id = Id::of(full.filled.first::<Measurement>());
        said(measurement::show(&full.clinic, &id))
    }),
    ("appointments/show.rs: show", |full| {
        let id = Id::of(full.filled.first::<Appointment>());
        said(appointment::show(&full.clinic, &id))
    }),
    ("audit/show.rs: show", |full| {
        said(audit::show::show(&full.clinic, 3))
    }),
    ("conflicts/show.rs: show", |full| {
        let first = conflicts::list::list(&full.clinic).unwrap().remove(0);
        said(conflicts::show::show(&full.clinic, &first.id))
    }),
    ("notes/show.rs: show", |full| {
        let note = full.note();
        said(note::show(&mut full.clinic, &note))
    }),
    ("sync/status.rs: of", |full| {
        said(status::of(&full.clinic, Carrier::default()))
    }),
    ("patients/duplicates.rs: duplicates", |full| {
        let like = form("Ann", "Okafor", "1992-03-12");
        said(duplicates::duplicates(&full.clinic, &like))
    }),
    ("profile/show.rs: show", |full| {
        let patient = full.filled.first::<Patient>();
        said(profile::show::show(&full.clinic, patient))
    }),
    ("users/session.rs: session", |full| {
        said(users::session::session(&full.clinic))
    }),
];

#[test]
fn whatever_a_screen_shows_takes_as_many_statements_in_a_large_clinic_as_in_a_small_one() {
    let [mut few, mut many] = SIZES.map(Full::of);
    let mut faults = Vec::new();
    for (name, operation) in LISTS.iter().chain(SINGLE) {
        let ((short, statements), (long, more)) = (few.ask(*operation), many.ask(*operation));
        assert!(statements > 0, "{name} was not counted");
        if statements != more {
            faults.push(format!("{name}: {statements} statements, then {more}"));
        }
        let is_list = LISTS.iter().any(|(list, _)| list == name);
        if is_list && long.len() < 2 * short.len() {
            faults.push(format!("{name} is as short where there is more"));
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

/// Given a clinic to read, and yet nothing that a screen lists; why.
const NO_LISTS: &[(&str, &str)] = &[
    ("backup/create.rs", "writes a file"),
    ("facilities/list.rs: find", "picks one of the list"),
    ("places/list.rs: find", "picks one of the list"),
    ("measurements/add.rs", "considers what is typed"),
    ("measurements/correct.rs", "considers what is typed"),
    ("measurements/understand.rs", "considers what is typed"),
    ("notes/templates.rs", "comes with the program"),
    ("notes/verify.rs", "is about one note"),
    ("notes/write.rs", "finds one note"),
    ("patients/import/run.rs", "reads a file"),
    ("settings/show.rs: lock_minutes", "is one number"),
    ("users/set_hours.rs", "is about one user"),
];

#[test]
fn every_operation_that_answers_a_screen_is_counted() {
    let counted: BTreeSet<&str> = LISTS
        .iter()
        .chain(SINGLE)
        .map(|(name, _)| name.split(',').next().unwrap())
        .collect();
    let (mut found, mut missing) = (0, Vec::new());
    for (path, text) in operations() {
        let file = path.to_str().unwrap();
        let shows = file.ends_with("/show.rs") || file.ends_with("/list.rs");
        for (function, _) in bodies(&text) {
            let rest = &text[text.find(&format!("\npub fn {function}")).unwrap()..];
            let signature = &rest[..rest.find(" {\n").unwrap()];
            let reads = signature.contains("clinic: &Clinic") || shows;
            let answers = signature.contains("-> Result<") && !signature.contains("-> Result<()>");
            let whole = format!("{file}: {function}");
            let is_no_list = NO_LISTS.iter().any(|(no, _)| *no == file || *no == whole);
            if reads && answers && !is_no_list {
                found += 1;
                if !counted.contains(whole.as_str()) {
                    missing.push(whole);
                }
            }
        }
    }
    assert!(missing.is_empty(), "{missing:#?} are not counted");
    assert!(found > 30, "{found}");
}
