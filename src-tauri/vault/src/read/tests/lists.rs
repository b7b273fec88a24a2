//! A row that is damaged, moved or taken out of the file is reported by every list that should have it.
#![allow(clippy::unwrap_used)]

use std::time::Duration;

use rusqlite::Connection;
use rusqlite::backup::Backup;
use rusqlite::types::Value as Sql;
use sync_contract::catalog::*;
use sync_contract::entity::{DELETION, Entity};
use sync_contract::field::Time;
use sync_contract::ids::{PatientId, VisitId};
use sync_contract::messages::{Pull, PullPage};
use sync_contract::protocol::Replica;
use sync_contract::pull::{BootstrapClass, BootstrapToken, Control, ControlItem, Cursor, RowState};
use sync_contract::{Catalog, Descriptor};
use uuid::Uuid;

use super::altered::{Attacked, forgeries};
use crate::error::Result;
use crate::read::reader::Reader;
use crate::read::rows::Deleted;
use crate::sample::sampled_entities;
use crate::store::columns;
use crate::store::damage_log::Damage;
use crate::store::siblings::load_full;
use crate::testing::{clinic, register, visit};
use crate::unlocked::Unlocked;

/// The lists of the clinic.
type ListOfClinic = fn(&Reader<'_>);
/// The lists of what belongs to a patient.
type OfPatient = fn(&Reader<'_>, PatientId);

fn of_patient(descriptor: &Descriptor) -> OfPatient {
    match descriptor.name {
        "PatientProfile" => |read, of| drop(read.profiles_of(of).unwrap()),
        "EmergencyContact" => |read, of| drop(read.emergency_contacts(of).unwrap()),
        "Allergy" => |read, of| drop(read.allergies(of).unwrap()),
        "Condition" => |read, of| drop(read.conditions(of).unwrap()),
        "Medication" => |read, of| drop(read.medications(of).unwrap()),
        "NoneKnown" => |read, of| drop(read.none_known(of).unwrap()),
        "AppointmentPatient" => |read, of| drop(read.appointments_of(of).unwrap()),
        "AppointmentStatusChange" => |read, of| drop(read.status_changes_of(of).unwrap()),
        "PatientLink" => |read, of| drop(read.patient_links(of).unwrap()),
        "PortalAccount" => |read, of| drop(read.portal_accounts_of(of).unwrap()),
        "PatientPhoto" => |read, of| drop(read.photos_of(of).unwrap()),
        "Consent" => |read, of| drop(read.consents_of(of).unwrap()),
        "InsurancePolicy" => |read, of| drop(read.insurance_policies_of(of).unwrap()),
        "Referral" => |read, of| drop(read.referrals_of(of).unwrap()),
        "RecordRequest" => |read, of| drop(read.record_requests_of(of).unwrap()),
        "CareTeam" => |read, of| drop(read.care_team_of(of).unwrap()),
        "PatientTag" => |read, of| drop(read.patient_tags_of(of).unwrap()),
        "PhoneCall" => |read, of| drop(read.calls_of(of).unwrap()),
        "Visit" => |read, of| drop(read.visits_of(of).unwrap()),
        "Measurement" => |read, of| drop(read.measurements_of(of, Some("PULSE")).unwrap()),
        "NutritionDiagnosis" => |read, of| drop(read.nutrition_diagnoses_of(of).unwrap()),
        "Goal" => |read, of| drop(read.goals_of(of).unwrap()),
        "Task" => |read, of| drop(read.tasks_of(of).unwrap()),
        "NutrientTarget" => |read, of| drop(read.nutrient_targets_of(of).unwrap()),
        "LabTest" => |read, of| drop(read.lab_tests_of(of).unwrap()),
        "LabResult" => |read, of| drop(read.lab_results_of(of).unwrap()),
        "Recall" => |read, of| drop(read.recalls_of(of).unwrap()),
        "RecallItem" => |read, of| drop(read.recall_items_of(of).unwrap()),
        "MealPlan" => |read, of| drop(read.meal_plans_of(of).unwrap()),
        "MealPlanItem" => |read, of| drop(read.meal_plan_items_of(of).unwrap()),
        "Pregnancy" => |read, of| drop(read.pregnancies_of(of).unwrap()),
        "Stay" => |read, of| drop(read.stays_of(of).unwrap()),
        "DietOrder" => |read, of| drop(read.diet_orders_of(of).unwrap()),
        "GivenHandout" => |read, of| drop(read.given_handouts_of(of).unwrap()),
        "InvoiceDraft" => |read, of| drop(read.invoice_drafts_of(of).unwrap()),
        "Invoice" => |read, of| drop(read.invoices_of(of).unwrap()),
        "InvoiceVoid" => |read, of| drop(read.invoice_voids_of(of).unwrap()),
        "Payment" => |read, of| drop(read.payments_of(of).unwrap()),
        "Quote" => |read, of| drop(read.quotes_of(of).unwrap()),
        "Package" => |read, of| drop(read.packages_of(of).unwrap()),
        "PackageUse" => |read, of| drop(read.package_uses_of(of).unwrap()),
        "Prescription" => |read, of| drop(read.prescriptions_of(of).unwrap()),
        "Dispensing" => |read, of| drop(read.dispensings_of(of).unwrap()),
        "Screening" => |read, of| drop(read.screenings_of(of).unwrap()),
        "EnergyEstimate" => |read, of| drop(read.energy_estimates_of(of).unwrap()),
        "Note" => |read, of| drop(read.notes_of(of).unwrap()),
        "Addendum" => |read, of| drop(read.addenda_of(of).unwrap()),
        "NoteVoid" => |read, of| drop(read.note_voids_of(of).unwrap()),
        "ClinicalDocument" => |read, of| drop(read.documents_of(of).unwrap()),
        "OfficeDocument" => |read, of| drop(read.office_documents_of(of).unwrap()),
        // listed with those of all patients, after all of them were looked over
        "WaitingListEntry" => |read, of| {
            let all = read.rows_of_patient(WaitingListEntry::DESCRIPTOR, of);
            drop(all.unwrap());
        },
        // a part is read when its document is opened, each alone
        "DocumentChunk" => |read, of| {
            let all = read.rows_of_patient(DocumentChunk::DESCRIPTOR, of);
            drop(all.unwrap());
        },
        "OfficeDocumentChunk" => |read, of| {
            let all = read.rows_of_patient(OfficeDocumentChunk::DESCRIPTOR, of);
            drop(all.unwrap());
        },
        "NoteVersion" => |read, of| drop(read.note_versions_of(of).unwrap()),
        other => panic!("no list has the {other} of a patient"),
    }
}

/// The rows of a patient, of each entity that has any.
fn each_of_a_patient(attacked: &Attacked, each: impl Fn(&'static Descriptor, Uuid, PatientId)) {
    for descriptor in Catalog::ALL.iter().filter(|entity| entity.of_patient) {
        let rows = attacked.rows(descriptor);
        let row = rows.first().unwrap();
        let patient = PatientId(row.value.patient.unwrap());
        attacked.attempt(|| {
            of_patient(descriptor)(&attacked.unlocked.read(), patient);
            assert_eq!(attacked.unlocked.take_damage(), []);
        });
        each(descriptor, row.value.id, patient);
    }
}

/// Reads the list of a patient, and returns what it tells of it.
fn reported(attacked: &Attacked, of: &'static Descriptor, patient: PatientId) -> Vec<Damage> {
    attacked.unlocked.take_damage();
    of_patient(of)(&attacked.unlocked.read(), patient);
    let mut reported = attacked.unlocked.take_damage();
    reported.retain(|damage| damage.entity == of.number && damage.patient == Some(patient.0));
    reported
}

#[test]
fn a_flipped_bit_of_any_column_is_reported_by_the_patients_list() {
    let attacked = Attacked::new();
    each_of_a_patient(&attacked, |descriptor, row, patient| {
        let table = descriptor.table;
        for column in &columns::of(descriptor).all {
            let stored = attacked.stored(table, &column.name, row);
            for forged in forgeries(&stored) {
                attacked.attempt(|| {
                    if attacked.put(table, &column.name, row, &forged) {
                        let reported = reported(&attacked, descriptor, patient);
                        let attack = format!("{table}.{} = {forged:?}", column.name);
                        assert!(!reported.is_empty(), "{attack} is not reported");
                    }
                });
            }
        }
    });
}

#[test]
fn a_row_that_was_taken_out_or_moved_is_missing_from_the_patients_list() {
    let attacked = Attacked::new();
    let conn = &attacked.unlocked.vault.conn;
    each_of_a_patient(&attacked, |descriptor, row, patient| {
        let table = descriptor.table;
        let other = Sql::Blob(vec![9; 16]);
        let attacks: [&dyn Fn(); 2] = [
            &|| {
                let sql = format!("delete from {table} where id = ?1");
                conn.execute(&sql, [row.as_bytes()]).unwrap();
            },
            &|| assert!(attacked.put(table, "patient", row, &other)),
        ];
        for attack in attacks {
            attacked.attempt(|| {
                attack();
                let reported = reported(&attacked, descriptor, patient);
                assert_eq!(
                    (reported.len(), reported[0].damaged, reported[0].missing),
                    (1, 0, 1)
                );
                let report = attacked.unlocked.vault.verify_audit().unwrap();
                let of_kind = report.records.iter();
                let mut of_kind = of_kind.filter(|record| record.entity == descriptor.number);
                assert_eq!(
                    of_kind.next().map(|record| record.missing),
                    Some(1),
                    "{table}"
                );
                assert!(!report.is_clean());
            });
        }
    });
}

/// With the count nothing says any more that a list is complete, whatever is written afterwards.
#[test]
fn a_count_that_was_edited_or_taken_out_is_reported_by_each_list() {
    let attacked = Attacked::new();
    let conn = &attacked.unlocked.vault.conn;
    each_of_a_patient(&attacked, |descriptor, _, patient| {
        let owner = patient.0;
        let sql = "select counts from row_counts where owner = ?1";
        let counts = |row: &rusqlite::Row<'_>| row.get::<_, Vec<u8>>(0);
        let stored = conn.query_row(sql, [owner.as_bytes()], counts).unwrap();
        let all = Uuid::nil();
        let clinics = conn.query_row(sql, [all.as_bytes()], counts).unwrap();
        let mut forged = forgeries(&Sql::Blob(stored));
        forged.retain(|value| *value != Sql::Null);
        forged.extend([Sql::Blob(Vec::new()), Sql::Blob(clinics)]);
        for counts in forged {
            attacked.attempt(|| {
                let sql = "update row_counts set counts = ?2 where owner = ?1";
                let values = rusqlite::params![owner.as_bytes(), counts];
                conn.execute(sql, values).unwrap();
                let reported = reported(&attacked, descriptor, patient);
                assert_eq!(
                    reported.first().map(|reported| reported.missing),
                    Some(1),
                    "{counts:?}"
                );
            });
        }
        attacked.attempt(|| {
            let sql = "delete from row_counts where owner = ?1";
            conn.execute(sql, [owner.as_bytes()]).unwrap();
            let row = Uuid::from_u128(77);
            crate::store::damage::count_row(conn, descriptor, row, Some(owner), (1, 0)).unwrap();
            let reported = reported(&attacked, descriptor, patient);
            assert_eq!(reported.first().map(|reported| reported.missing), Some(1));
            let report = attacked.unlocked.vault.verify_audit().unwrap();
            assert!(!report.is_clean());
        });
    });
}

/// During a bootstrap a list without a count claims nothing, so another program must not be able to fake a bootstrap.
#[test]
fn a_planted_download_does_not_silence_the_count_of_missing_rows() {
    let attacked = Attacked::new();
    let conn = &attacked.unlocked.vault.conn;
    each_of_a_patient(&attacked, |descriptor, row, patient| {
        attacked.attempt(|| {
            let table = descriptor.table;
            let sql = format!("delete from {table} where id = ?1");
            conn.execute(&sql, [row.as_bytes()]).unwrap();
            let sql = "delete from row_counts where owner = ?1";
            conn.execute(sql, [patient.0.as_bytes()]).unwrap();
            conn.execute_batch("insert into bootstraps values (7, zeroblob(60), zeroblob(18))")
                .unwrap();
            let reported = reported(&attacked, descriptor, patient);
            assert_eq!(reported.first().map(|reported| reported.missing), Some(1));
            assert!(!attacked.unlocked.vault.verify_audit().unwrap().is_clean());
            let asked = attacked.unlocked.vault.next_pull();
            assert!(
                asked.unwrap().bootstrap.is_none(),
                "nothing is downloaded because of it"
            );
        });
    });
}

/// Applies a page of a first download, which begins where none runs.
fn download(unlocked: &mut Unlocked, is_last: bool, rows: Vec<RowState>) {
    let cursor = Cursor {
        timeline: Uuid::from_u128(1),
        seq: 9,
        history_mark: Uuid::from_u128(9),
    };
    let token = BootstrapToken {
        number: 1,
        head: cursor,
        today: 20_000,
        compartments: vec![0],
        class: BootstrapClass::Rest,
        after: None,
    };
    let begin = ControlItem {
        number: 1,
        control: Control::Bootstrap(token.clone()),
    };
    let position = unlocked.vault.next_pull().unwrap();
    let is_running = position.bootstrap.is_some();
    let pull = Pull {
        cursor: position.cursor,
        bootstrap: position.bootstrap,
        control_position: position.control_position,
        rows_max: 100,
    };
    let page = PullPage {
        control: if is_running { Vec::new() } else { vec![begin] },
        rows,
        cursor,
        head: cursor,
        bootstrap: (is_running && !is_last).then_some(token),
    };
    unlocked.vault_mut().apply(&pull, &page).unwrap();
}

fn copy(from: &Connection, to: &mut Connection) {
    let copied = Backup::new(from, to).unwrap();
    copied
        .run_to_completion(1_000, Duration::ZERO, None)
        .unwrap();
}

/// Whatever a download brings stands for nothing that was taken out of the file before or meanwhile.
#[test]
fn new_rows_of_a_download_do_not_hide_what_was_taken_out() {
    let (_machine, mut unlocked) = clinic();
    let known = register(&mut unlocked, "Okafor");
    let mut visits = [Uuid::from_u128(71), Uuid::from_u128(72)].into_iter();
    let mut visited = |unlocked: &mut Unlocked| {
        let id = VisitId(visits.next().unwrap());
        let provider = unlocked.user();
        let written = unlocked.write("start visit", |tx| -> Result<()> {
            tx.insert(&visit(id, known, provider, "a cough"))
        });
        written.unwrap();
        id.0
    };
    let first_visit = visited(&mut unlocked);
    let mut before = Connection::open_in_memory().unwrap();
    copy(&unlocked.vault.conn, &mut before);
    let new = ["Tal", "Lind"].map(|name| register(&mut unlocked, name).0);
    let second_visit = visited(&mut unlocked);
    let of_server = [
        (Patient::DESCRIPTOR, new[0]),
        (Patient::DESCRIPTOR, new[1]),
        (Visit::DESCRIPTOR, second_visit),
    ];
    let of_server = of_server.map(|(descriptor, id)| {
        let row = load_full(&unlocked.vault.conn, descriptor.number, id);
        row.unwrap().unwrap()
    });
    let everything_of = |id: Uuid| {
        vec![
            ("delete from visits where patient = ?1", id),
            ("delete from patients where id = ?1", id),
            ("delete from row_counts where owner = ?1", id),
        ]
    };
    let one_visit = vec![("delete from visits where id = ?1", first_visit)];
    let attacks = [
        (0, everything_of(known.0), "Patient"),
        (1, everything_of(known.0), "Patient"),
        (2, everything_of(new[0]), "Patient"),
        (1, one_visit, "Visit"),
    ];
    for (at, attack, of_kind) in attacks {
        copy(&before, &mut unlocked.vault.conn);
        for (page, row) in [None]
            .into_iter()
            .chain(of_server.iter().map(Some))
            .enumerate()
        {
            if page == at {
                for (sql, id) in &attack {
                    unlocked.vault.conn.execute(sql, [id.as_bytes()]).unwrap();
                }
            }
            download(
                &mut unlocked,
                page == of_server.len(),
                row.cloned().into_iter().collect(),
            );
        }
        assert!(unlocked.vault.next_pull().unwrap().bootstrap.is_none());
        let report = unlocked.vault.verify_audit().unwrap();
        let missing = report
            .records
            .iter()
            .filter(|record| record.name == of_kind);
        let missing = missing.map(|record| record.missing).collect::<Vec<_>>();
        assert_eq!(missing, [1], "{of_kind} before page {at}");
    }
    // and where nothing is taken out, nothing is missed
    copy(&before, &mut unlocked.vault.conn);
    download(&mut unlocked, false, Vec::new());
    download(&mut unlocked, true, of_server.to_vec());
    let records = unlocked.vault.verify_audit().unwrap().records;
    assert!(records.is_empty(), "{records:?}");
}

/// The end of a bootstrap counts the rows of the patients that it brought, and of no others.
#[test]
fn a_count_that_was_taken_out_before_a_download_stays_missed() {
    let (_machine, mut unlocked) = clinic();
    crate::sample::populate(&mut unlocked, 1, Time(10));
    let patient = PatientId(crate::sample::ids_of(Patient::DESCRIPTOR, 1)[0]);
    let conn = &unlocked.vault.conn;
    for sql in [
        "delete from allergies where patient = ?1",
        "delete from row_counts where owner = ?1",
    ] {
        assert_eq!(conn.execute(sql, [patient.0.as_bytes()]).unwrap(), 1);
    }
    for is_last in [false, true] {
        download(&mut unlocked, is_last, Vec::new());
        unlocked.take_damage();
        unlocked.read().allergies(patient).unwrap();
        let reported = unlocked.take_damage();
        assert_eq!(reported.first().map(|reported| reported.missing), Some(1));
        assert!(!unlocked.vault.verify_audit().unwrap().is_clean());
    }
    assert!(unlocked.vault.next_pull().unwrap().bootstrap.is_none());
}

/// With every row and the count of them nothing of the patient is left but what the clinic's count says.
#[test]
fn a_patient_who_was_taken_out_with_everything_is_missing() {
    let attacked = Attacked::new();
    let conn = &attacked.unlocked.vault.conn;
    let patient = attacked.rows(Patient::DESCRIPTOR).remove(0).value.id;
    let missing = || {
        let index = attacked.unlocked.search_index().unwrap();
        attacked.unlocked.take_damage();
        attacked.unlocked.note_damaged(&index);
        let reported = attacked.unlocked.take_damage();
        let missing = reported.iter().map(|damage| damage.missing);
        missing.sum::<usize>()
    };
    assert_eq!(missing(), 0);
    attacked.attempt(|| {
        for descriptor in Catalog::ALL.iter().filter(|entity| entity.of_patient) {
            let sql = format!("delete from {} where patient = ?1", descriptor.table);
            conn.execute(&sql, [patient.as_bytes()]).unwrap();
        }
        for sql in [
            "delete from patients where id = ?1",
            "delete from row_counts where owner = ?1",
        ] {
            assert_eq!(conn.execute(sql, [patient.as_bytes()]).unwrap(), 1);
        }
        assert_eq!(missing(), 1);
        let report = attacked.unlocked.vault.verify_audit().unwrap();
        let patients = report.records.iter();
        let mut patients = patients.filter(|record| record.name == "Patient");
        assert_eq!(patients.next().map(|record| record.missing), Some(1));
    });
}

/// A list of the clinic asks for rows by clear columns, which another program can change.
const LISTS_OF_CLINIC: [(&Descriptor, ListOfClinic); 16] = [
    (Room::DESCRIPTOR, |read| {
        drop(read.all::<Room>(Deleted::Hidden).unwrap())
    }),
    (Department::DESCRIPTOR, |read| {
        drop(read.all::<Department>(Deleted::Hidden).unwrap())
    }),
    (Facility::DESCRIPTOR, |read| {
        drop(read.all::<Facility>(Deleted::Hidden).unwrap())
    }),
    (User::DESCRIPTOR, |read| drop(read.users().unwrap())),
    (Role::DESCRIPTOR, |read| drop(read.roles().unwrap())),
    (UserRole::DESCRIPTOR, |read| {
        drop(read.memberships().unwrap())
    }),
    (Device::DESCRIPTOR, |read| drop(read.devices().unwrap())),
    (Appointment::DESCRIPTOR, |read| {
        read.look_over(Appointment::DESCRIPTOR).unwrap()
    }),
    (Absence::DESCRIPTOR, |read| {
        read.look_over(Absence::DESCRIPTOR).unwrap()
    }),
    (ClashDecision::DESCRIPTOR, |read| {
        read.look_over(ClashDecision::DESCRIPTOR).unwrap()
    }),
    (FreedSlot::DESCRIPTOR, |read| {
        read.look_over(FreedSlot::DESCRIPTOR).unwrap()
    }),
    (GroupTopic::DESCRIPTOR, |read| {
        read.look_over(GroupTopic::DESCRIPTOR).unwrap()
    }),
    (CashClosing::DESCRIPTOR, |read| {
        read.look_over(CashClosing::DESCRIPTOR).unwrap()
    }),
    (Expense::DESCRIPTOR, |read| {
        read.look_over(Expense::DESCRIPTOR).unwrap()
    }),
    (Alert::DESCRIPTOR, |read| {
        read.look_over(Alert::DESCRIPTOR).unwrap()
    }),
    (AppointmentPatient::DESCRIPTOR, |read| {
        read.look_over(AppointmentPatient::DESCRIPTOR).unwrap()
    }),
];

#[test]
fn a_row_that_was_edited_out_of_a_list_of_the_clinic_is_reported() {
    let attacked = Attacked::new();
    let conn = &attacked.unlocked.vault.conn;
    for (descriptor, list) in LISTS_OF_CLINIC {
        let row = attacked.rows(descriptor).remove(0).value.id;
        let table = descriptor.table;
        let reported = || {
            attacked.unlocked.session.damage.forget_looked_over();
            attacked.unlocked.take_damage();
            list(&attacked.unlocked.read());
            let mut reported = attacked.unlocked.take_damage();
            reported.retain(|damage| damage.entity == descriptor.number);
            reported
        };
        assert_eq!(reported(), [], "{table}");
        let deletes = format!("update {table} set deleted_at = 1 where id = ?1");
        let is_deleted = descriptor.cell(DELETION).is_some();
        for sql in [
            format!("delete from {table} where id = ?1"),
            format!("update {table} set id = zeroblob(16) where id = ?1"),
            format!("update {table} set created_at = 1 where id = ?1"),
        ]
        .into_iter()
        .chain(is_deleted.then_some(deletes))
        {
            attacked.attempt(|| {
                conn.execute(&sql, [row.as_bytes()]).unwrap();
                assert!(!reported().is_empty(), "{sql}");
            });
        }
        attacked.attempt(|| {
            let counts = "update row_counts set counts = x'' where owner = zeroblob(16)";
            conn.execute_batch(counts).unwrap();
            let is_of_patient = descriptor.of_patient;
            assert!(
                is_of_patient || !reported().is_empty(),
                "{table}: the count"
            );
        });
    }
}

#[test]
fn a_row_of_any_entity_that_was_taken_out_is_listed_by_verification() {
    let attacked = Attacked::new();
    let conn = &attacked.unlocked.vault.conn;
    let report = attacked.unlocked.vault.verify_audit().unwrap();
    assert!(report.is_clean(), "{report:?}");
    for descriptor in sampled_entities() {
        let row = attacked.rows(descriptor).pop().unwrap().value.id;
        attacked.attempt(|| {
            let sql = format!("delete from {} where id = ?1", descriptor.table);
            conn.execute(&sql, [row.as_bytes()]).unwrap();
            let report = attacked.unlocked.vault.verify_audit();
            // an error names no row: the missing one must be reported
            let is_reported = report.is_ok_and(|report| {
                let mut record = report.records.iter();
                record.any(|record| record.entity == descriptor.number && record.missing > 0)
            });
            assert!(is_reported, "{}", descriptor.name);
        });
    }
}

/// The search index leaves deleted patients out, so it must verify the deletion.
#[test]
fn a_forged_deletion_of_a_patient_is_reported_by_the_search_index() {
    let attacked = Attacked::new();
    let patient = attacked.rows(Patient::DESCRIPTOR).remove(0).value.id;
    let deleted_at = Sql::Integer(1_700_000_000_000_000);
    assert!(attacked.put("patients", "deleted_at", patient, &deleted_at));
    let index = attacked.unlocked.search_index().unwrap();
    attacked.unlocked.note_damaged(&index);
    let reported = attacked.unlocked.take_damage();
    assert_eq!((reported.len(), reported[0].damaged), (1, 1));
    assert_eq!(reported[0].patient, Some(patient));
}

/// Rows and their count are read one after the other.
#[test]
fn nothing_is_missing_while_another_program_writes() {
    let (machine, mut unlocked) = clinic();
    let patient = register(&mut unlocked, "Okafor");
    let mut other = machine.unlock();
    let provider = other.user();
    std::thread::scope(|scope| {
        let writer = scope.spawn(move || {
            for _ in 0..100 {
                register(&mut other, "Stone");
                let begun = other.write("begin visit", |tx| {
                    let id = tx.new_id();
                    tx.insert(&visit(id, patient, provider, "tired"))
                });
                begun.unwrap();
            }
        });
        while !writer.is_finished() {
            unlocked.read().visits_of(patient).unwrap();
            let index = unlocked.search_index().unwrap();
            unlocked.note_damaged(&index);
            unlocked.read().look_over(Visit::DESCRIPTOR).unwrap();
            assert_eq!(unlocked.take_damage(), []);
        }
    });
}
