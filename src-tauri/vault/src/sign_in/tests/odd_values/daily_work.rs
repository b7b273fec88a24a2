//! What is done with a file all day: none of it may end in an error that tells something untrue.

use sync_contract::Entity;
use sync_contract::catalog::{
    Allergy, Appointment, AppointmentPatient, Facility, Note, Patient, Room, Tag,
};
use sync_contract::field::{Bytes, Time, date};
use sync_contract::ids::{NoteId, PatientId, TagId};
use sync_contract::protocol::Replica;
use uuid::Uuid;

use crate::audit_chain::event::Event;
use crate::error::Error;
use crate::read::patients::PatientFilter;
use crate::read::rows::Deleted;
use crate::testing::*;
use crate::unlocked::Unlocked;

/// What programs do with a file in daily work.
pub(super) fn walk(unlocked: &mut Unlocked) -> Vec<(&'static str, Result<(), Error>)> {
    let vault = unlocked.vault_mut();
    let mut walked = vec![
        ("file state", vault.file_state().map(drop)),
        ("lock screen", vault.people().map(drop)),
        ("last sign-ins", vault.last_sign_ins().map(drop)),
        ("account", vault.account("ada").map(drop)),
        ("waiting", vault.waiting().map(drop)),
        ("refused", vault.rejected().map(drop)),
        ("patients that wait", vault.waiting_by_patient().map(drop)),
        ("newest", vault.newest_waiting().map(drop)),
        ("pending", vault.pending_admin_signed().map(drop)),
        ("scope", vault.scope().map(drop)),
        ("last seen", vault.devices_last_seen().map(drop)),
        ("erased", vault.erasures_confirmed().map(drop)),
        ("reviews", vault.reviews().map(drop)),
        ("numbers", vault.device_numbers().map(drop)),
        ("server", vault.trusted_server().map(drop)),
        ("jump", vault.server_jump_ms().map(drop)),
        ("verify audit", vault.verify_audit().map(drop)),
        ("position", vault.next_pull().map(drop)),
        ("push", vault.next_push().map(drop)),
        ("audit push", vault.next_audit_push().map(drop)),
        ("command", vault.record(Event::new("status", "vault"))),
    ];
    let id = Uuid::from_u128(5);
    let patients = unlocked.read().get::<Patient>(id.into()).map(drop);
    walked.push(("read", patients));
    let once = Event::new("read patient", "Patient");
    walked.push(("note a read", unlocked.record_once(id, once).map(drop)));
    let insert = |tx: &mut crate::WriteTx<'_>| {
        let id = tx.new_id();
        tx.insert(&patient(id, "Adeyemi"))
    };
    walked.push((
        "write",
        unlocked.write("register patient", insert).map(drop),
    ));
    let filter = crate::AuditFilter::default();
    walked.push(("audit list", unlocked.audit(&filter, 50).map(drop)));
    walked.push(("drafts", unlocked.drafts::<Patient>(None).map(drop)));
    walked.push(("conflicts", unlocked.read().conflicts().map(drop)));
    walked.push(("quarantined", unlocked.read().quarantined().map(drop)));
    walked
}

/// What people do all day, none of which may end in an error.
pub(super) fn daily_work(unlocked: &mut Unlocked) -> Vec<(&'static str, Result<(), Error>)> {
    let mut walked = walk(unlocked);
    let vault = unlocked.vault();
    walked.extend([
        ("clinic", vault.clinic().map(drop)),
        ("time zone", vault.time_zone().map(drop)),
        ("waits", vault.sign_in_waits().map(drop)),
        ("clock", vault.clock_offset_ms().map(drop)),
    ]);
    let read = unlocked.read();
    let filter = PatientFilter::default();
    walked.extend([
        ("users", read.users().map(drop)),
        ("roles", read.roles().map(drop)),
        ("devices", read.devices().map(drop)),
        ("memberships", read.memberships().map(drop)),
        ("facilities", read.facilities().map(drop)),
        ("rooms", read.all::<Room>(Deleted::Hidden).map(drop)),
        (
            "all facilities",
            read.all::<Facility>(Deleted::Shown).map(drop),
        ),
        ("patients", read.patients(&filter, 50).map(drop)),
        ("patient ids", read.patient_ids(&filter).map(drop)),
        ("appointments", read.look_over(Appointment::DESCRIPTOR)),
        (
            "attendances",
            read.look_over(AppointmentPatient::DESCRIPTOR),
        ),
        (
            "day",
            read.appointments_between(None, Time(0), Time(i64::MAX))
                .map(drop),
        ),
        ("teams", read.care_teams_with(&[unlocked.user()]).map(drop)),
        ("search", unlocked.search_index().map(drop)),
        ("all drafts", unlocked.drafts::<Note>(None).map(drop)),
    ]);
    for patient in crate::sample::ids_of(Patient::DESCRIPTOR, 1) {
        let patient = PatientId(patient);
        walked.extend([
            ("notes", read.notes_of(patient).map(drop)),
            ("visits", read.visits_of(patient).map(drop)),
            ("allergies", read.allergies(patient).map(drop)),
            ("measured", read.measurements_of(patient, None).map(drop)),
            ("calls", read.calls_of(patient).map(drop)),
            ("care team", read.care_team_of(patient).map(drop)),
            ("tags of", read.patient_tags_of(patient).map(drop)),
            (
                "tags of all",
                read.patient_tags_of_all(&[patient]).map(drop),
            ),
            ("links", read.patient_links(patient).map(drop)),
            ("files", read.files_of(patient).map(drop)),
            ("files of all", read.files_of_all(&[patient]).map(drop)),
            ("merged files", read.merged_files().map(drop)),
            ("consents", read.consents_of(patient).map(drop)),
            ("photos", read.photos_of(patient).map(drop)),
            ("portal", read.portal_accounts_of(patient).map(drop)),
            (
                "by token",
                read.portal_account_with(&Bytes(vec![1; 32])).map(drop),
            ),
            (
                "insurance policies",
                read.insurance_policies_of(patient).map(drop),
            ),
            ("referrals", read.referrals_of(patient).map(drop)),
            ("requests", read.record_requests_of(patient).map(drop)),
            ("open requests", read.open_record_requests().map(drop)),
            ("screenings", read.screenings_of(patient).map(drop)),
            (
                "energy estimates",
                read.energy_estimates_of(patient).map(drop),
            ),
            ("diagnoses", read.nutrition_diagnoses_of(patient).map(drop)),
            ("goals", read.goals_of(patient).map(drop)),
            ("tasks", read.tasks_of(patient).map(drop)),
            ("targets", read.nutrient_targets_of(patient).map(drop)),
            ("lab tests", read.lab_tests_of(patient).map(drop)),
            ("lab results", read.lab_results_of(patient).map(drop)),
            ("recalls", read.recalls_of(patient).map(drop)),
            ("recall items", read.recall_items_of(patient).map(drop)),
            ("meal plans", read.meal_plans_of(patient).map(drop)),
            (
                "meal plan items",
                read.meal_plan_items_of(patient).map(drop),
            ),
            ("pregnancies", read.pregnancies_of(patient).map(drop)),
            ("stays", read.stays_of(patient).map(drop)),
            ("diet orders", read.diet_orders_of(patient).map(drop)),
            ("given handouts", read.given_handouts_of(patient).map(drop)),
            ("invoice drafts", read.invoice_drafts_of(patient).map(drop)),
            ("quotes", read.quotes_of(patient).map(drop)),
            ("invoices", read.invoices_of(patient).map(drop)),
            ("invoice voids", read.invoice_voids_of(patient).map(drop)),
            ("payments", read.payments_of(patient).map(drop)),
            (
                "payments of a day",
                read.payments_between(Time(0), Time(i64::MAX)).map(drop),
            ),
            (
                "cash closings",
                read.cash_closings(date(2026, 11, 20)).map(drop),
            ),
            (
                "expenses",
                read.expenses_between(date(2026, 11, 20), date(2026, 11, 21))
                    .map(drop),
            ),
            ("prescriptions", read.prescriptions_of(patient).map(drop)),
            ("dispensings", read.dispensings_of(patient).map(drop)),
            ("documents", read.documents_of(patient).map(drop)),
            ("to file", read.documents_to_file().map(drop)),
            ("parts", read.document_parts_of(patient).map(drop)),
            ("office files", read.office_documents_of(patient).map(drop)),
            (
                "office parts",
                read.office_document_parts_of(patient).map(drop),
            ),
            ("appointments of", read.appointments_of(patient).map(drop)),
            ("last visits", read.last_visits(&[patient]).map(drop)),
            (
                "next",
                read.next_appointments(&[patient], Time(0)).map(drop),
            ),
            ("missing", read.note_missing_rows(Allergy::DESCRIPTOR)),
        ]);
    }
    for tag in crate::sample::ids_of(Tag::DESCRIPTOR, 1) {
        walked.push(("tagged", read.patient_tags_with(TagId(tag)).map(drop)));
    }
    for note in crate::sample::ids_of(Note::DESCRIPTOR, 1) {
        walked.push(("draft", unlocked.draft::<Note>(NoteId(note)).map(drop)));
    }
    walked
}
