//! Every operation of a screen takes as many statements in a large clinic as in a small one.
#![allow(clippy::unwrap_used)]

mod alert_lists;
mod billing;
mod diary;
mod edited;
mod laboratory;
mod no_lists;
mod patients;

use std::collections::BTreeSet;
use std::fmt::Debug;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::json;
use sync_contract::Right;
use sync_contract::catalog::{
    Allergy, Appointment, CareTeam, ClinicalDocument, Condition, Consent, Department, DietOrder,
    EmergencyContact, EnergyEstimate, GivenHandout, Goal, InsurancePolicy, MealPlan, MealPlanItem,
    Measurement, Medication, Note, NutrientTarget, NutritionDiagnosis, OfficeDocument, Patient,
    PortalAccount, Prescription, Recall, RecallItem, Recipe, Room, Screening, Task, Visit,
};
use vault::sample::{SampleClinic, populate};

use self::alert_lists::{ALERT, ALERTS};
use self::billing::{INVOICE, INVOICES};
use self::diary::{DIARY, OF_DIARY};
use self::laboratory::{LAB, LABS};
use self::no_lists::NO_LISTS;
use self::patients::PATIENTS;
use crate::appointments::{day, month};
use crate::measurements::{MeasureKind, list, list as measurements};
use crate::notes::{NoteKind, custom_fields, show, show as note, templates, versions};
use crate::patients::import;
use crate::patients::{list as patients_list, search};
use crate::screenings::form::start;
use crate::screenings::{list as screenings, next_steps};
use crate::sync::status::Carrier;
use crate::sync::{page, status};
use crate::testing::Machine;
use crate::tests::rights::{SourceOfOperation, operations};
use crate::view::{Day, Id, ScreenLanguage};
use crate::visits::{list as visits, show as visit};
use crate::*;

/// The larger one has more patients than any operation reads at once.
const SIZES: [usize; 2] = [5, 250];

struct Full {
    machine: Machine,
    clinic: Clinic,
    sample: SampleClinic,
    statements: Arc<AtomicUsize>,
}

impl Full {
    fn of(count: usize) -> Self {
        let machine = Machine::new();
        let (mut clinic, _) = machine.create_clinic(false);
        let sample = populate(clinic.unlocked_mut(), count, machine.now());
        // one actor with every right calls all operations
        clinic.actor = Actor::new(clinic.user(), Right::ALL.iter().copied());
        clinic.warm_up().unwrap();
        let statements = clinic.unlocked_mut().vault_mut().count_statements();
        Self {
            machine,
            clinic,
            sample,
            statements,
        }
    }

    fn patient(&self) -> Id {
        Id::of(self.sample.first::<Patient>())
    }

    fn visit(&self) -> Id {
        Id::of(self.sample.first::<Visit>())
    }

    fn note(&self) -> Id {
        Id::of(self.sample.first::<Note>())
    }

    fn today(&self) -> Day {
        Day::of(self.clinic.today().unwrap())
    }

    fn patients(&self, filter: serde_json::Value) -> String {
        let mut query = json!({ "text": "", "sort": "name", "limit": 100 });
        let given = query.as_object_mut().unwrap();
        given.extend(filter.as_object().unwrap().clone());
        let query = serde_json::from_value(query).unwrap();
        shown(patients_list::list(&self.clinic, &query))
    }

    /// Returns an operation's result and its number of statements; a read that was logged before does not count.
    fn ask(&mut self, operation: Operation) -> (String, usize) {
        operation(self);
        self.statements.store(0, Ordering::Relaxed);
        let answer = operation(self);
        (answer, self.statements.load(Ordering::Relaxed))
    }
}

fn shown<T: Debug>(answer: Result<T>) -> String {
    format!("{:?}", answer.unwrap())
}

type Operation = fn(&mut Full) -> String;

/// Operations whose result is longer where there is more.
const LISTS: &[(&str, Operation)] = &[
    ("allergies::list", |full| {
        let patient = full.sample.first::<Patient>();
        shown(allergies::list(&full.clinic, patient))
    }),
    ("conditions::list", |full| {
        let patient = full.sample.first::<Patient>();
        shown(conditions::list(&full.clinic, patient))
    }),
    ("medications::list", |full| {
        let patient = full.sample.first::<Patient>();
        shown(medications::list(&full.clinic, patient))
    }),
    ("background::show", |full| {
        let patient = full.sample.first::<Patient>();
        shown(background::show(&full.clinic, patient))
    }),
    ("care_plan::show", |full| {
        shown(care_plan::show(&full.clinic, &full.patient()))
    }),
    ("diagnoses::list", |full| {
        let patient = full.sample.first::<Patient>();
        shown(diagnoses::list(&full.clinic, patient))
    }),
    ("goals::list", |full| {
        let patient = full.sample.first::<Patient>();
        shown(goals::list(&full.clinic, patient))
    }),
    ("nutrient_targets::list::list", |full| {
        let patient = full.sample.first::<Patient>();
        shown(nutrient_targets::list::list(&full.clinic, patient))
    }),
    ("recalls::list::list", |full| {
        shown(recalls::list::list(&full.clinic, &full.patient()))
    }),
    ("meal_plans::list::list", |full| {
        shown(meal_plans::list::list(&full.clinic, &full.patient()))
    }),
    ("diet_orders::list::list", |full| {
        shown(diet_orders::list::list(&full.clinic, &full.patient()))
    }),
    ("prescriptions::list::list", |full| {
        shown(prescriptions::list::list(&full.clinic, &full.patient()))
    }),
    ("prescriptions::worklist::to_dispense", |full| {
        let query = json!({ "part": "refills", "search": "", "offset": 0, "limit": 100 });
        let query = serde_json::from_value(query).unwrap();
        shown(prescriptions::worklist::to_dispense(&full.clinic, &query))
    }),
    ("handouts::given::list", |full| {
        shown(handouts::given::list(&full.clinic, &full.patient()))
    }),
    ("handouts::list", |full| shown(handouts::list(&full.clinic))),
    ("handouts::offered", |full| {
        shown(handouts::offered(&full.clinic))
    }),
    ("nutrition_products::list", |full| {
        shown(nutrition_products::list(&full.clinic))
    }),
    ("patients::import::undo::list", |full| {
        shown(import::undo::list(&full.clinic))
    }),
    ("exchange_tables::list", |full| {
        shown(exchange_tables::list(&full.clinic, ScreenLanguage::En))
    }),
    ("exchange_tables::offered", |full| {
        shown(exchange_tables::offered(&full.clinic, ScreenLanguage::En))
    }),
    ("nutrition_products::offered", |full| {
        shown(nutrition_products::offered(&full.clinic))
    }),
    ("tasks::list", |full| {
        let patient = full.sample.first::<Patient>();
        shown(tasks::list(&full.clinic, patient))
    }),
    ("audit::list::list", |full| {
        let query =
            serde_json::from_value(json!({ "action": "edit patient", "limit": 100 })).unwrap();
        shown(audit::list::list(&full.clinic, &query))
    }),
    ("audit::list::people", |full| {
        shown(audit::list::people(&full.clinic))
    }),
    ("documents::list", |full| {
        shown(documents::list(&full.clinic, &full.patient()))
    }),
    ("office_documents::list", |full| {
        shown(office_documents::list(&full.clinic, &full.patient()))
    }),
    ("consents::list", |full| {
        shown(consents::list(&full.clinic, &full.patient()))
    }),
    ("insurance::list", |full| {
        shown(insurance::list(&full.clinic, &full.patient()))
    }),
    ("care_team::list", |full| {
        shown(care_team::list(&full.clinic, &full.patient()))
    }),
    ("clinic_foods::list", |full| {
        shown(clinic_foods::list(&full.clinic))
    }),
    ("recipes::list::list", |full| {
        shown(recipes::list::list(&full.clinic, ScreenLanguage::En))
    }),
    ("tags::choices", |full| shown(tags::choices(&full.clinic))),
    ("tags::list", |full| shown(tags::list(&full.clinic))),
    ("calls::list", |full| {
        shown(calls::list(&full.clinic, &full.patient()))
    }),
    ("follow_ups::list", |full| {
        let query =
            serde_json::from_value(json!({ "part": "unbooked", "offset": 0, "limit": 100 }));
        shown(follow_ups::list(&full.clinic, &query.unwrap()))
    }),
    ("conflicts::show::list", |full| {
        shown(conflicts::show::list(&full.clinic))
    }),
    ("contacts::list", |full| {
        let patient = full.sample.first::<Patient>();
        shown(contacts::list(&full.clinic, patient))
    }),
    ("devices::list", |full| shown(devices::list(&full.clinic))),
    ("facilities::list", |full| {
        shown(facilities::list(&full.clinic))
    }),
    ("measurements::list::list", |full| {
        shown(measurements::list(&full.clinic, &full.patient()))
    }),
    ("measurements::list::trend", |full| {
        let patient = full.patient();
        shown(list::trend(
            &full.clinic,
            &patient,
            &MeasureKind::Weight.into(),
        ))
    }),
    ("notes::show::list", |full| {
        let patient = full.patient();
        shown(show::list(&mut full.clinic, &patient))
    }),
    ("appointment_types::list", |full| {
        shown(appointment_types::list(&full.clinic))
    }),
    ("appointment_types::offered", |full| {
        shown(appointment_types::offered(&full.clinic))
    }),
    ("measurement_kinds::choices", |full| {
        shown(measurement_kinds::choices(&full.clinic))
    }),
    ("measurement_kinds::offered", |full| {
        shown(measurement_kinds::offered(&full.clinic))
    }),
    ("measurement_kinds::list", |full| {
        shown(measurement_kinds::list(&full.clinic))
    }),
    ("notes::custom_fields::list", |full| {
        shown(custom_fields::list(&full.clinic))
    }),
    ("notes::templates::list", |full| {
        shown(templates::list(&full.clinic, ScreenLanguage::En))
    }),
    ("notes::templates::offered", |full| {
        let kind = NoteKind::Free;
        shown(templates::offered(&full.clinic, kind, ScreenLanguage::En))
    }),
    ("notes::versions::list", |full| {
        let note = full.note();
        shown(versions::list(&full.clinic, &note))
    }),
    ("patients::list::list", |full| full.patients(json!({}))),
    ("patients::list::list, those of a status", |full| {
        full.patients(json!({ "status": "active" }))
    }),
    ("patients::list::list, by their last visit", |full| {
        full.patients(json!({ "sort": "lastVisit" }))
    }),
    ("patients::list::list, by their next", |full| {
        full.patients(json!({ "sort": "nextAppointment" }))
    }),
    ("patients::search::search", |full| {
        shown(search::search(&full.clinic, "okafor", 100))
    }),
    ("chart::show", |full| {
        let id = full.patient();
        shown(chart::show(&mut full.clinic, &id))
    }),
    ("locations::list", |full| {
        shown(locations::list::<Room>(&full.clinic))
    }),
    ("locations::list, of departments", |full| {
        shown(locations::list::<Department>(&full.clinic))
    }),
    ("roles::rights", |full| shown(roles::rights(&full.clinic))),
    ("energy_estimates::list::list", |full| {
        shown(energy_estimates::list::list(&full.clinic, &full.patient()))
    }),
    ("screenings::list::list", |full| {
        shown(screenings::list(&full.clinic, &full.patient()))
    }),
    ("settings::show", |full| shown(settings::show(&full.clinic))),
    ("roles::edit::list", |full| {
        shown(crate::roles::edit::list(&full.clinic))
    }),
    ("sync::page::show", |full| {
        shown(page::show(&full.clinic, Carrier::default()))
    }),
    ("today::show", |full| {
        shown(today::show(&full.clinic, &full.today()))
    }),
    ("users::list::list", |full| {
        shown(users::list::list(&full.clinic))
    }),
    ("visits::list::list", |full| {
        shown(visits::list(&full.clinic, &full.patient()))
    }),
    ("visits::show::show", |full| {
        let id = full.visit();
        shown(visit::show(&mut full.clinic, &id))
    }),
];

/// Operations on one row, or on a few of which a larger clinic has no more.
const SINGLE: &[(&str, Operation)] = &[
    ("allergies::show", |full| {
        let id = Id::of(full.sample.first::<Allergy>());
        shown(allergies::show(&full.clinic, &id))
    }),
    ("conditions::show", |full| {
        let id = Id::of(full.sample.first::<Condition>());
        shown(conditions::show(&full.clinic, &id))
    }),
    ("medications::show", |full| {
        let id = Id::of(full.sample.first::<Medication>());
        shown(medications::show(&full.clinic, &id))
    }),
    ("diagnoses::show", |full| {
        let id = Id::of(full.sample.first::<NutritionDiagnosis>());
        shown(diagnoses::show(&full.clinic, &id))
    }),
    ("goals::show", |full| {
        let id = Id::of(full.sample.first::<Goal>());
        shown(goals::show(&full.clinic, &id))
    }),
    ("nutrient_targets::list::show", |full| {
        let id = Id::of(full.sample.first::<NutrientTarget>());
        shown(nutrient_targets::list::show(&full.clinic, &id))
    }),
    ("nutrient_targets::reference::intakes_of", |full| {
        let (of, clinic) = (full.patient(), &full.clinic);
        shown(nutrient_targets::reference::intakes_of(clinic, &of, None))
    }),
    ("recalls::list::show", |full| {
        let id = Id::of(full.sample.first::<Recall>());
        shown(recalls::list::show(&full.clinic, &id, ScreenLanguage::En))
    }),
    ("recalls::items::show", |full| {
        let id = Id::of(full.sample.first::<RecallItem>());
        shown(recalls::items::show(&full.clinic, &id, ScreenLanguage::En))
    }),
    ("handouts::given::show", |full| {
        let id = Id::of(full.sample.first::<GivenHandout>());
        shown(handouts::given::show(&full.clinic, &id))
    }),
    ("prescriptions::list::show", |full| {
        let id = Id::of(full.sample.first::<Prescription>());
        shown(prescriptions::list::show(&full.clinic, &id))
    }),
    ("diet_orders::list::show", |full| {
        let id = Id::of(full.sample.first::<DietOrder>());
        shown(diet_orders::list::show(&full.clinic, &id))
    }),
    ("meal_plans::list::show", |full| {
        let id = Id::of(full.sample.first::<MealPlan>());
        shown(meal_plans::list::show(
            &full.clinic,
            &id,
            ScreenLanguage::En,
        ))
    }),
    ("meal_plans::items::show", |full| {
        let id = Id::of(full.sample.first::<MealPlanItem>());
        shown(meal_plans::items::show(
            &full.clinic,
            &id,
            ScreenLanguage::En,
        ))
    }),
    ("tasks::show", |full| {
        let id = Id::of(full.sample.first::<Task>());
        shown(tasks::show(&full.clinic, &id))
    }),
    ("tasks::owners", |full| shown(tasks::owners(&full.clinic))),
    ("none_known::list", |full| {
        let patient = full.sample.first::<Patient>();
        shown(none_known::list(&full.clinic, patient))
    }),
    ("documents::show", |full| {
        let id = Id::of(full.sample.first::<ClinicalDocument>());
        shown(documents::show(&full.clinic, &id))
    }),
    ("office_documents::show", |full| {
        let id = Id::of(full.sample.first::<OfficeDocument>());
        shown(office_documents::show(&full.clinic, &id))
    }),
    ("consents::show", |full| {
        let id = Id::of(full.sample.first::<Consent>());
        shown(consents::show(&full.clinic, &id))
    }),
    ("portal::list", |full| {
        shown(portal::list(&full.clinic, &full.patient()))
    }),
    ("photos::show", |full| {
        shown(photos::show(&full.clinic, &full.patient()))
    }),
    ("portal::show", |full| {
        let id = Id::of(full.sample.first::<PortalAccount>());
        shown(portal::show(&full.clinic, &id))
    }),
    ("insurance::show", |full| {
        let id = Id::of(full.sample.first::<InsurancePolicy>());
        shown(insurance::show(&full.clinic, &id))
    }),
    ("insurance::social_security_number", |full| {
        let id = Id::of(full.sample.first::<InsurancePolicy>());
        shown(insurance::social_security_number(&full.clinic, &id))
    }),
    ("care_team::show", |full| {
        let id = Id::of(full.sample.first::<CareTeam>());
        shown(care_team::show(&full.clinic, &id))
    }),
    ("contacts::show", |full| {
        let id = Id::of(full.sample.first::<EmergencyContact>());
        shown(contacts::show(&full.clinic, &id))
    }),
    ("measurements::list::show", |full| {
        let id = Id::of(full.sample.first::<Measurement>());
        shown(list::show(&full.clinic, &id))
    }),
    ("appointments::month::month", |full| {
        let query = json!({ "day": full.today(), "of": null });
        let query = serde_json::from_value(query).unwrap();
        shown(month::month(&full.clinic, &query))
    }),
    ("appointments::day::show", |full| {
        let id = Id::of(full.sample.first::<Appointment>());
        shown(day::show(&full.clinic, &id))
    }),
    ("appointments::day::provider_choices", |full| {
        shown(day::provider_choices(&full.clinic))
    }),
    ("audit::show::show", |full| {
        shown(audit::show::show(&full.clinic, 1, 3))
    }),
    ("conflicts::show::show", |full| {
        let first = conflicts::show::list(&full.clinic).unwrap().remove(0);
        shown(conflicts::show::show(&full.clinic, &first.id))
    }),
    // of a patient without a birth date: no points, though every reading was read
    ("growth::growth", |full| {
        let query = serde_json::from_value(json!({ "indicator": "weightForAge", "asZ": false }));
        shown(growth::growth(
            &full.clinic,
            &full.patient(),
            query.unwrap(),
        ))
    }),
    ("notes::show::show", |full| {
        let note = full.note();
        shown(note::show(&mut full.clinic, &note))
    }),
    ("energy_estimates::form::start", |full| {
        let of = full.patient();
        shown(energy_estimates::form::start(&full.clinic, &of, None))
    }),
    ("energy_estimates::list::show", |full| {
        let id = Id::of(full.sample.first::<EnergyEstimate>());
        shown(energy_estimates::list::show(&full.clinic, &id))
    }),
    ("screenings::form::start", |full| {
        shown(start(&full.clinic, &full.patient(), None))
    }),
    ("screenings::next_steps::list", |full| {
        shown(next_steps::list(&full.clinic))
    }),
    ("screenings::list::show", |full| {
        let id = Id::of(full.sample.first::<Screening>());
        shown(screenings::show(&full.clinic, &id))
    }),
    ("sync::status::of", |full| {
        shown(status::of(&full.clinic, Carrier::default()))
    }),
    ("profile::show", |full| {
        let patient = full.sample.first::<Patient>();
        shown(profile::show(&full.clinic, patient))
    }),
    ("form_drafts::show", |full| {
        let patient_id = full.patient();
        let of = form_drafts::FormOf::Contact { patient_id };
        shown(form_drafts::show(&full.clinic, &of))
    }),
    // a sample has numbers of no food of the list
    ("clinic_foods::allergens::list", |full| {
        shown(clinic_foods::allergens::list(
            &full.clinic,
            ScreenLanguage::En,
        ))
    }),
    ("clinic_foods::profiles::list", |full| {
        shown(clinic_foods::profiles::list(
            &full.clinic,
            ScreenLanguage::En,
        ))
    }),
    ("recipes::used::used", |full| {
        let id = Id::of(full.sample.first::<Recipe>());
        shown(recipes::used::used(&full.clinic, &id))
    }),
    ("backup::show", |full| {
        shown(crate::backup::show(&full.clinic))
    }),
    ("users::session", |full| shown(users::session(&full.clinic))),
];

#[test]
fn an_operation_takes_as_many_statements_in_a_large_clinic() {
    let [mut few, mut many] = SIZES.map(Full::of);
    let mut faults = Vec::new();
    for (name, operation) in singles() {
        let ((short, statements), (long, more)) = (few.ask(*operation), many.ask(*operation));
        assert!(statements > 0, "{name} was not counted");
        if statements != more {
            faults.push(format!("{name}: {statements} statements, then {more}"));
        }
        let is_list = lists().any(|(list, _)| list == name);
        if is_list && long.len() < 2 * short.len() {
            faults.push(format!("{name} is as short where there is more"));
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

/// Operations whose result is longer where there is more.
fn lists() -> impl Iterator<Item = &'static (&'static str, Operation)> {
    let others = ALERTS.iter().chain(DIARY).chain(INVOICES);
    LISTS.iter().chain(LABS).chain(others)
}

/// Those, and the operations on one row.
fn singles() -> impl Iterator<Item = &'static (&'static str, Operation)> {
    let of_one = ALERT
        .iter()
        .chain(OF_DIARY)
        .chain(INVOICE)
        .chain(LAB)
        .chain(PATIENTS);
    lists().chain(of_one).chain(SINGLE)
}

#[test]
fn every_operation_that_answers_a_screen_is_counted() {
    let counted: BTreeSet<&str> = singles()
        .map(|(name, _)| name.split(',').next().unwrap())
        .collect();
    let (mut read, mut missing) = (0, Vec::new());
    for SourceOfOperation {
        path, signature, ..
    } in operations()
    {
        let shows = path.ends_with("::show") || path.ends_with("::list");
        let reads = signature.contains("clinic: &Clinic") || shows;
        let answers = signature.contains("-> Result<") && !signature.contains("-> Result<()>");
        let is_no_list = NO_LISTS.iter().any(|(no, _)| *no == path);
        if reads && answers && !is_no_list {
            read += 1;
            if !counted.contains(path.as_str()) {
                missing.push(path);
            }
        }
    }
    assert!(missing.is_empty(), "{missing:#?} are not counted");
    assert!(read > 30, "{read}");
}
