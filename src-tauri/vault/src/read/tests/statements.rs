//! A list takes as many statements for hundreds of rows as for ten.
#![allow(clippy::unwrap_used)]

mod billing;
mod diary;
mod orders;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use sync_contract::catalog::*;
use sync_contract::entity::Entity;
use sync_contract::field::Time;
use sync_contract::{Catalog, Descriptor};
use uuid::Uuid;

use self::billing::PACKAGES;
use self::diary::DIARY;
use self::orders::ORDERS;
use crate::audit::query::AuditFilter;
use crate::error::Result;
use crate::read::patients::PatientFilter;
use crate::read::reader::Reader;
use crate::read::rows::Deleted;
use crate::sample::{SampleClinic, populate};
use crate::testing::*;
use crate::unlocked::Unlocked;

const FEW: usize = 5;
const MANY: usize = 500;

/// A clinic with two halves of so many rows of everything.
struct Full {
    _machine: Machine,
    unlocked: Unlocked,
    statements: Arc<AtomicUsize>,
    sample: SampleClinic,
}

impl Full {
    fn of(count: usize) -> Self {
        let (machine, mut unlocked) = clinic();
        let sample = populate(&mut unlocked, count, Time(10));
        let statements = unlocked.vault.count_statements();
        Self {
            _machine: machine,
            unlocked,
            statements,
            sample,
        }
    }

    fn ids<E: Entity>(&self) -> Vec<E::Id> {
        self.sample.ids::<E>()
    }

    fn first<E: Entity>(&self) -> E::Id {
        self.sample.first::<E>()
    }

    /// How many rows a list has and how many statements it took.
    fn ask(&self, list: impl Fn(&Self, Reader<'_>) -> usize) -> (usize, usize) {
        self.statements.store(0, Ordering::Relaxed);
        let rows = list(self, self.unlocked.read());
        (rows, self.statements.load(Ordering::Relaxed))
    }
}

type List = (&'static str, fn(&Full, Reader<'_>) -> usize);

const LISTS: &[List] = &[
    ("patients", |_, read| {
        let all = PatientFilter::default();
        read.patients(&all, 5_000).unwrap().len()
    }),
    ("patient_ids", |_, read| {
        let all = PatientFilter::default();
        read.patient_ids(&all).unwrap().len()
    }),
    ("patients_with_file_number", |_, read| {
        read.patients_with_file_number("A-17").unwrap().len()
    }),
    ("all", |_, read| {
        read.all::<Patient>(Deleted::Hidden).unwrap().len()
    }),
    ("all_rows", |_, read| {
        read.all_rows(Visit::DESCRIPTOR).unwrap().len()
    }),
    ("each_row", |_, read| {
        let mut rows = 0;
        let each = |_: &_, _: &_| -> Result<()> {
            rows += 1;
            Ok(())
        };
        read.each_row(Patient::DESCRIPTOR, each).unwrap();
        rows
    }),
    ("by_ids", |full, read| {
        let ids: Vec<Uuid> = full.ids::<Patient>().iter().map(|id| id.0).collect();
        read.by_ids::<Patient>(&ids).unwrap().len()
    }),
    ("sync_of", |_, read| {
        let rows = read.all_rows(Patient::DESCRIPTOR).unwrap();
        read.sync_of(Patient::DESCRIPTOR, &rows).unwrap().len()
    }),
    ("open_alerts", |_, read| {
        read.open_alerts(Time(0)).unwrap().len()
    }),
    ("alerts_of", |full, read| {
        read.alerts_of(&full.ids::<Alert>()).unwrap().len()
    }),
    ("escalations_of", |full, read| {
        read.escalations_of(&full.ids::<Alert>()).unwrap().len()
    }),
    ("booked_types", |_, read| {
        read.booked_types().unwrap().values().sum()
    }),
    ("visits_of", |full, read| {
        read.visits_of(full.first::<Patient>()).unwrap().len()
    }),
    ("visits_between", |_, read| {
        read.visits_between(None, Time(0), Time(i64::MAX))
            .unwrap()
            .len()
    }),
    ("open_visits", |full, read| {
        read.open_visits(full.unlocked.user()).unwrap().len()
    }),
    ("measurements_of", |full, read| {
        read.measurements_of(full.first::<Patient>(), None)
            .unwrap()
            .len()
    }),
    ("measured_kinds", |_, read| {
        read.measured_kinds().unwrap().len()
    }),
    ("nutrition_diagnoses_of", |full, read| {
        read.nutrition_diagnoses_of(full.first::<Patient>())
            .unwrap()
            .len()
    }),
    ("goals_of", |full, read| {
        read.goals_of(full.first::<Patient>()).unwrap().len()
    }),
    ("tasks_of", |full, read| {
        read.tasks_of(full.first::<Patient>()).unwrap().len()
    }),
    ("portal_accounts_of", |full, read| {
        read.portal_accounts_of(full.first::<Patient>())
            .unwrap()
            .len()
    }),
    ("photos_of", |full, read| {
        read.photos_of(full.first::<Patient>()).unwrap().len()
    }),
    ("consents_of", |full, read| {
        read.consents_of(full.first::<Patient>()).unwrap().len()
    }),
    ("consents_of_all", |full, read| {
        read.consents_of_all(&full.ids::<Patient>()).unwrap().len()
    }),
    ("patient_links", |full, read| {
        read.patient_links(full.first::<Patient>()).unwrap().len()
    }),
    ("files_of_all", |full, read| {
        // none of theirs was merged, and the rows of each are read
        let files = read.files_of_all(&full.ids::<Patient>()).unwrap();
        assert!(files.is_empty());
        full.ids::<Patient>().len()
    }),
    ("merged_files", |full, read| {
        assert!(read.merged_files().unwrap().is_empty());
        full.ids::<PatientLink>().len()
    }),
    ("insurance_policies_of", |full, read| {
        read.insurance_policies_of(full.first::<Patient>())
            .unwrap()
            .len()
    }),
    ("pregnancies_of", |full, read| {
        read.pregnancies_of(full.first::<Patient>()).unwrap().len()
    }),
    ("referrals_of", |full, read| {
        read.referrals_of(full.first::<Patient>()).unwrap().len()
    }),
    ("care_team_of", |full, read| {
        read.care_team_of(full.first::<Patient>()).unwrap().len()
    }),
    ("care_teams_with", |full, read| {
        read.care_teams_with(&full.ids::<User>()).unwrap().len()
    }),
    ("patient_tags_of", |full, read| {
        read.patient_tags_of(full.first::<Patient>()).unwrap().len()
    }),
    ("patient_tags_of_all", |full, read| {
        read.patient_tags_of_all(&full.ids::<Patient>())
            .unwrap()
            .len()
    }),
    ("patient_tags_with", |full, read| {
        read.patient_tags_with(full.first::<Tag>()).unwrap().len()
    }),
    ("nutrient_targets_of", |full, read| {
        read.nutrient_targets_of(full.first::<Patient>())
            .unwrap()
            .len()
    }),
    ("diet_orders_of", |full, read| {
        read.diet_orders_of(full.first::<Patient>()).unwrap().len()
    }),
    ("invoice_drafts_of", |full, read| {
        read.invoice_drafts_of(full.first::<Patient>())
            .unwrap()
            .len()
    }),
    ("invoices_of", |full, read| {
        read.invoices_of(full.first::<Patient>()).unwrap().len()
    }),
    ("invoices_unpaid_of_all", |full, read| {
        let patients = full.ids::<Patient>();
        read.invoices_unpaid_of_all(&patients).unwrap().len()
    }),
    ("invoice_voids_of", |full, read| {
        read.invoice_voids_of(full.first::<Patient>())
            .unwrap()
            .len()
    }),
    ("payments_of", |full, read| {
        read.payments_of(full.first::<Patient>()).unwrap().len()
    }),
    ("payments_between", |_, read| {
        read.payments_between(Time(0), Time(i64::MAX))
            .unwrap()
            .len()
    }),
    ("cash_closings", |_, read| {
        let day = sync_contract::field::date(1970, 1, 1);
        read.cash_closings(day).unwrap().len()
    }),
    ("payments_of_invoices", |full, read| {
        let ids = full.ids::<Invoice>();
        let ids: Vec<_> = ids.iter().map(|id| id.0).collect();
        read.payments_of_invoices(&ids).unwrap().len()
    }),
    ("invoice_voids_of_invoices", |full, read| {
        let ids = full.ids::<Invoice>();
        let ids: Vec<_> = ids.iter().map(|id| id.0).collect();
        read.invoice_voids_of_invoices(&ids).unwrap().len()
    }),
    ("invoice_drafts_not_issued", |_, read| {
        read.invoice_drafts_not_issued().unwrap().len()
    }),
    ("invoices_unpaid", |_, read| {
        read.invoices_unpaid().unwrap().len()
    }),
    ("given_handouts_of", |full, read| {
        read.given_handouts_of(full.first::<Patient>())
            .unwrap()
            .len()
    }),
    ("recalls_of", |full, read| {
        read.recalls_of(full.first::<Patient>()).unwrap().len()
    }),
    ("recall_items_of", |full, read| {
        read.recall_items_of(full.first::<Patient>()).unwrap().len()
    }),
    ("meal_plans_of", |full, read| {
        read.meal_plans_of(full.first::<Patient>()).unwrap().len()
    }),
    ("meal_plan_items_of", |full, read| {
        let patient = full.first::<Patient>();
        read.meal_plan_items_of(patient).unwrap().len()
    }),
    ("documents_of", |full, read| {
        read.documents_of(full.first::<Patient>()).unwrap().len()
    }),
    ("document_parts_of", |full, read| {
        // all of them are one part
        read.document_parts_of(full.first::<Patient>()).unwrap();
        full.ids::<DocumentChunk>().len()
    }),
    ("office_documents_of", |full, read| {
        read.office_documents_of(full.first::<Patient>())
            .unwrap()
            .len()
    }),
    ("office_document_parts_of", |full, read| {
        read.office_document_parts_of(full.first::<Patient>())
            .unwrap();
        full.ids::<OfficeDocumentChunk>().len()
    }),
    ("screenings_of", |full, read| {
        read.screenings_of(full.first::<Patient>()).unwrap().len()
    }),
    ("energy_estimates_of", |full, read| {
        read.energy_estimates_of(full.first::<Patient>())
            .unwrap()
            .len()
    }),
    ("notes_of", |full, read| {
        read.notes_of(full.first::<Patient>()).unwrap().len()
    }),
    ("notes_at", |full, read| {
        let patient = full.first::<Patient>();
        read.notes_at(patient, full.first::<Visit>()).unwrap().len()
    }),
    ("notes_at_visits", |full, read| {
        read.notes_at_visits(&full.ids::<Visit>()).unwrap().len()
    }),
    ("addenda", |full, read| {
        let patient = full.first::<Patient>();
        read.addenda(patient, full.first::<Note>()).unwrap().len()
    }),
    ("rows_of_patient", |full, read| {
        let patient = full.first::<Patient>();
        read.rows_of_patient(Allergy::DESCRIPTOR, patient)
            .unwrap()
            .len()
    }),
    ("addenda_of", |full, read| {
        read.addenda_of(full.first::<Patient>()).unwrap().len()
    }),
    ("note_versions", |full, read| {
        let (patient, note) = (full.first::<Patient>(), full.first::<Note>());
        read.note_versions(patient, note).unwrap().len()
    }),
    ("note_versions_of", |full, read| {
        read.note_versions_of(full.first::<Patient>())
            .unwrap()
            .len()
    }),
    ("appointments_between", |_, read| {
        read.appointments_between(None, Time(0), Time(i64::MAX))
            .unwrap()
            .len()
    }),
    ("attendees", |full, read| {
        read.attendees(full.first::<Appointment>()).unwrap().len()
    }),
    ("attendees_between", |_, read| {
        read.attendees_between(Time(0), Time(i64::MAX))
            .unwrap()
            .len()
    }),
    ("status_changes_of", |full, read| {
        read.status_changes_of(full.first::<Patient>())
            .unwrap()
            .len()
    }),
    ("calls_of", |full, read| {
        read.calls_of(full.first::<Patient>()).unwrap().len()
    }),
    ("last_calls", |full, read| {
        let calls = read.last_calls(&full.ids::<Patient>(), CallPurpose::FollowUp);
        calls.unwrap().len()
    }),
    ("last_visits_due", |full, read| {
        read.last_visits_due(&full.ids::<Patient>()).unwrap().len()
    }),
    ("unbooked", |_, read| {
        // no appointment is after the latest time, so every patient under care is listed
        read.unbooked(Time(i64::MAX), None).unwrap().len()
    }),
    ("facilities", |_, read| read.facilities().unwrap().len()),
    ("rooms", |full, read| {
        read.rooms(full.first::<Facility>()).unwrap().len()
    }),
    ("conflicts", |_, read| read.conflicts().unwrap().len()),
    ("conflicts_of_patients", |full, read| {
        let patients = full.ids::<Patient>().into_iter().collect();
        read.conflicts_of_patients(&patients).unwrap().len()
    }),
    ("quarantined", |_, read| read.quarantined().unwrap().len()),
    ("allergies", |full, read| {
        read.allergies(full.first::<Patient>()).unwrap().len()
    }),
    ("conditions", |full, read| {
        read.conditions(full.first::<Patient>()).unwrap().len()
    }),
    ("medications", |full, read| {
        read.medications(full.first::<Patient>()).unwrap().len()
    }),
    ("none_known", |full, read| {
        read.none_known(full.first::<Patient>()).unwrap().len()
    }),
    ("profiles_of", |full, read| {
        read.profiles_of(full.first::<Patient>()).unwrap().len()
    }),
    ("emergency_contacts", |full, read| {
        read.emergency_contacts(full.first::<Patient>())
            .unwrap()
            .len()
    }),
    ("drafts", |full, _| {
        full.unlocked.drafts::<Note>(None).unwrap().len()
    }),
    ("left_forms", |full, _| {
        full.unlocked
            .left_forms(&[Patient::DESCRIPTOR])
            .unwrap()
            .len()
    }),
    ("appointments_of", |full, read| {
        read.appointments_of(full.first::<Patient>()).unwrap().len()
    }),
    ("status_changes_of_appointments", |full, read| {
        let ids = full.ids::<Appointment>();
        read.status_changes_of_appointments(&ids).unwrap().len()
    }),
    ("next_appointments", |full, read| {
        let next = read.next_appointments(&full.ids::<Patient>(), Time(0));
        next.unwrap().len()
    }),
    ("last_visits", |full, read| {
        read.last_visits(&full.ids::<Patient>()).unwrap().len()
    }),
    ("users", |_, read| read.users().unwrap().len()),
    ("roles", |_, read| read.roles().unwrap().len()),
    ("memberships", |_, read| read.memberships().unwrap().len()),
    ("memberships_of", |full, read| {
        read.memberships_of(full.first::<User>()).unwrap().len()
    }),
    ("members_of", |full, read| {
        read.members_of(full.first::<Role>()).unwrap().len()
    }),
    ("devices", |_, read| read.devices().unwrap().len()),
    ("people", |full, _| {
        full.unlocked.vault.people().unwrap().len()
    }),
    ("last_sign_ins", |full, _| {
        full.unlocked.vault.last_sign_ins().unwrap().len()
    }),
    ("sign_in_waits", |full, _| {
        full.unlocked.vault.sign_in_waits().unwrap().len()
    }),
    ("devices_last_seen", |full, _| {
        full.unlocked.vault.devices_last_seen().unwrap().len()
    }),
    ("erasures_confirmed", |full, _| {
        full.unlocked.vault.erasures_confirmed().unwrap().len()
    }),
    ("device_numbers", |full, _| {
        full.unlocked.vault.device_numbers().unwrap().len()
    }),
    ("rejected", |full, _| {
        full.unlocked.vault.rejected().unwrap().len()
    }),
    ("refused", |full, _| {
        full.unlocked.vault.refused().unwrap().len()
    }),
    ("waiting_by_patient", |full, _| {
        full.unlocked.vault.waiting_by_patient().unwrap().len()
    }),
    ("waiting_of", |full, _| {
        full.unlocked.vault.waiting_of(|_| true).unwrap().len()
    }),
    ("audit", |full, _| {
        let lines = full.unlocked.audit(&AuditFilter::default(), 5_000);
        lines.unwrap().len()
    }),
];

/// A clinic has one `Tenant` row, and a sample erases no patient: the rows of every other entity grow in number.
fn grows(descriptor: &Descriptor) -> bool {
    ![Tenant::DESCRIPTOR.number, Erasure::DESCRIPTOR.number].contains(&descriptor.number)
}

#[test]
fn a_list_takes_as_many_statements_for_hundreds_of_rows_as_for_ten() {
    let (few, many) = (Full::of(FEW), Full::of(MANY));
    let more = MANY - FEW;
    for (name, list) in LISTS.iter().chain(DIARY).chain(PACKAGES).chain(ORDERS) {
        let ((short, statements), (long, of_long)) = (few.ask(list), many.ask(list));
        assert!(
            long > short && (long - short).is_multiple_of(more),
            "{name} does not list what there is: {short} and {long}"
        );
        assert!(statements > 0, "{name} was not counted");
        assert_eq!(statements, of_long, "{name}");
    }
    // a sample erases no patient
    let unfinished = |full: &Full, _: Reader<'_>| {
        let erasures = full.unlocked.vault.unfinished_erasures();
        erasures.unwrap().len()
    };
    assert_eq!(many.ask(unfinished), (0, 1));
    // and its server takes everything
    let not_carried = |full: &Full, _: Reader<'_>| full.unlocked.vault.not_carried().unwrap().len();
    assert_eq!(many.ask(not_carried).0, 0);
    for descriptor in Catalog::ALL {
        let all = |_: &Full, read: Reader<'_>| read.all_rows(descriptor).unwrap().len();
        let ((short, statements), (long, of_long)) = (few.ask(all), many.ask(all));
        let name = descriptor.name;
        let longer = if grows(descriptor) { 2 * more } else { 0 };
        assert_eq!(long, short + longer, "{name}");
        assert_eq!(statements, of_long, "{name}");
    }
}

#[test]
fn deleted_patients_take_as_many_statements_for_many_as_for_few() {
    let asked = |count: usize| {
        let mut full = Full::of(count);
        let ids = full.ids::<Patient>();
        let deleted = full.unlocked.write("delete patients", |tx| {
            for id in ids {
                let row = tx.get::<Patient>(id)?.unwrap();
                tx.delete::<Patient>(id, DeletionReason::Other, None, &row.seen)?;
            }
            Ok::<_, crate::error::Error>(())
        });
        deleted.unwrap();
        full.ask(|_, read| read.deleted_patients().unwrap().len())
    };
    let ((few, statements), (many, of_many)) = (asked(FEW), asked(3 * FEW));
    assert_eq!((few, many), (2 * FEW, 6 * FEW));
    assert_eq!(statements, of_many);
}

#[test]
fn a_statement_for_each_row_is_noticed() {
    let one_by_one = |full: &Full, read: Reader<'_>| {
        let ids = full.ids::<Patient>().into_iter();
        ids.filter(|id| read.get::<Patient>(*id).unwrap().is_some())
            .count()
    };
    let (few, more) = (Full::of(10), Full::of(20));
    let ((short, statements), (long, more)) = (few.ask(one_by_one), more.ask(one_by_one));
    assert_eq!((short, long), (20, 40));
    assert!(more >= statements + 20, "{statements} and {more}");
}

/// The functions of a source that answer many rows.
fn lists_of(source: &str) -> Vec<&str> {
    let functions = source.split("\n    pub fn ").skip(1);
    let many = functions.filter(|text| {
        let signature = text.split('{').next().unwrap();
        let answers = |kind: &str| signature.contains(&format!("-> Result<{kind}<"));
        let is_asked_for = !signature.contains("Vec<u8>") && signature.contains("(&self");
        is_asked_for
            && ["Vec", "BTreeMap", "HashMap", "BTreeSet"]
                .into_iter()
                .any(answers)
    });
    many.map(|text| text.split(['<', '(']).next().unwrap())
        .collect()
}

#[test]
fn every_list_that_the_vault_answers_is_counted() {
    let top = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let (mut files, mut folders) = (Vec::new(), vec![top]);
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let to = if path.is_dir() {
                &mut folders
            } else {
                &mut files
            };
            to.push(path);
        }
    }
    let mut counted: Vec<&str> = LISTS
        .iter()
        .chain(DIARY)
        .chain(PACKAGES)
        .chain(ORDERS)
        .map(|(name, _)| *name)
        .collect();
    let others = "unfinished_erasures not_carried pending_codes codes_of_email deleted_patients imported_ids \
                  imported_counted ended_alerts unbilled \
                  invoice_drafts_of_quotes invoices_of_quotes \
                  unread_lab_tests invoices_of_same_visits last_of_invoices last_of_quotes \
                  appointments_counted load_between steps_between payments_reported \
                  expenses_reported invoiced_between patients_registered waits_ended_since";
    counted.extend(others.split(' '));
    let mut count = 0;
    for file in files {
        let source = std::fs::read_to_string(&file).unwrap();
        for list in lists_of(&source) {
            let path = file.display();
            assert!(counted.contains(&list), "{list} of {path} is not counted");
            count += 1;
        }
    }
    assert!(count > 30, "{count}");
    let new = "\n    pub fn labs_of(&self, patient: PatientId) -> Result<Vec<Lab>> {";
    assert_eq!(lists_of(new), ["labs_of"]);
}
