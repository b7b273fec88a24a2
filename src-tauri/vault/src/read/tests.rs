#![allow(clippy::unwrap_used)]

use rusqlite::Connection;
use sync_contract::catalog::*;
use sync_contract::change::Address;
use sync_contract::entity::Entity;
use sync_contract::field::{Bytes, Time};
use sync_contract::ids::*;
use sync_contract::statement;
use sync_contract::{CellState, Clock, Phi, Value};
use uuid::Uuid;

use crate::error::Result;
use crate::read::patients::PatientFilter;
use crate::read::reader::Reader;
use crate::read::rows::Deleted;
use crate::session::cells::{Opened, RowKeys};
use crate::store::quarantine::QuarantineReason;
use crate::store::{rows, siblings};
use crate::testing::*;
use crate::unlocked::Unlocked;
use crate::verify::cells::cell_input;

mod altered;
mod doubled;
mod equal_versions;
mod file;
mod lists;
mod signed_notes;
mod snapshot;
mod statements;
mod swapped;

fn plan(unlocked: &Unlocked, sql: &str) -> Vec<String> {
    let conn = &unlocked.vault.conn;
    let mut statement = conn.prepare(&format!("explain query plan {sql}")).unwrap();
    let nulls = vec![rusqlite::types::Null; statement.parameter_count()];
    let rows = statement
        .query_map(rusqlite::params_from_iter(nulls), |row| row.get(3))
        .unwrap();
    rows.collect::<rusqlite::Result<_>>().unwrap()
}

/// Each statement with its name.
macro_rules! hot {
    ($($file:literal: $($name:literal),+;)+) => {
        [$($((concat!($file, "/", $name), statement!($file, $name))),+),+]
    };
}

#[test]
fn no_hot_statement_scans_a_table() {
    let (_machine, unlocked) = clinic();
    let hot = hot! {
        "patients": "page", "by_file_number", "profiles", "emergency_contacts", "allergies", "allergies_of_all",
            "conditions", "medications", "none_known";
        "visits": "of_patient", "between", "open", "measured_between", "measurements";
        "screenings": "of_patient";
        "patient_links": "of_patient", "of_patients";
        "consents": "of_patient", "of_patients";
        "documents": "of_patient", "office_of_patient", "chunks", "office_chunks";
        "photos": "of_patient";
        "portal": "of_patient", "by_activation_token";
        "insurance": "of_patient";
        "pregnancies": "of_patient";
        "stays": "between", "of_patient";
        "referrals": "of_patient";
        "record_requests": "of_patient", "open";
        "care_team": "of_patient", "of_users";
        "tags": "of_patient", "of_patients", "of_tag";
        "labs": "results", "results_on", "sums", "tests", "unread", "work";
        "recalls": "items", "of_patient";
        "meal_plans": "items", "of_patient";
        "diet_orders": "of_patient";
        "given_handouts": "of_patient";
        "invoices": "closings", "drafts", "drafts_at", "drafts_not_issued", "invoices", "invoices_at", "payments",
            "payments_between", "payments_of_invoices", "same_visit", "unbilled", "unpaid", "unpaid_of_patients",
            "voids", "voids_of_invoices";
        "prescriptions": "dispensings", "dispensings_of_all", "in_force", "of_patient";
        "energy_estimates": "of_patient";
        "care_plan": "goals", "nutrient_targets", "nutrition_diagnoses", "tasks";
        "notes": "of_patient", "at_visits", "addenda_of_patient", "addenda_of_patients", "voids_of_patient",
            "voids_of_patients";
        "appointments": "between", "attendees", "attendees_between", "attendees_of_appointments",
            "attendances_of_patient", "booked_rooms", "in_spans", "next_expected", "of_series",
            "status_changes_of_appointments", "status_changes_of_patient", "topics_of_appointments";
        "calls": "of_patient", "last_of";
        "outbox": "waiting", "of_row", "rows_of_group", "rows_named", "is_named", "is_queued",
            "needing", "shadow", "rows_sync", "sending", "refused_groups", "note_unsent", "find_refused", "delete_rows",
            "delete_references";
        "absences": "between", "inside";
        "clashes": "since", "of_appointments";
        "waiting_list": "current", "current_of_patients", "ended_since", "calls", "freed_after";
        "alerts": "open", "raised_since", "escalations";
        "reports": "appointments", "load", "steps", "payments", "invoices";
        "audit": "page", "openings";
        "keys": "grants_to_user";
    };
    for (name, sql) in hot {
        for step in plan(&unlocked, sql) {
            assert!(
                !step.starts_with("SCAN") || may_scan(name, &step),
                "{name}: {step}"
            );
        }
    }
}

/// One row tables, a list handed in, what another step found, and an index walked in the order that is wanted, which is
/// the table's own for what waits: nearly all of the queue.
fn may_scan(name: &str, step: &str) -> bool {
    let in_order = step.contains("USING") || (name, step) == ("outbox/waiting", "SCAN queue");
    step.contains("device")
        || step.contains("VIRTUAL TABLE")
        || step.contains("(subquery")
        || in_order
}

#[test]
fn patients_come_in_pages_by_key_and_by_what_is_clear_of_them() {
    let (_machine, mut unlocked) = clinic();
    let mut ids: Vec<PatientId> = (0..5)
        .map(|n| register(&mut unlocked, &format!("P{n}")))
        .collect();
    let stored = unlocked.read().get::<Patient>(ids[1]).unwrap().unwrap();
    let mut value = stored.value;
    value.status = PatientStatus::Waitlist;
    unlocked
        .write("edit patient", |tx| tx.update(&value, &stored.seen))
        .unwrap();
    let page = |filter: &PatientFilter, limit| -> Vec<PatientId> {
        let page = unlocked.read().patients(filter, limit).unwrap();
        page.into_iter().map(|stored| stored.value.id).collect()
    };
    ids.sort_unstable();
    let first = page(&PatientFilter::default(), 2);
    assert_eq!(first, ids[..2]);
    let after = Some(first[1]);
    assert_eq!(
        page(
            &PatientFilter {
                after,
                ..Default::default()
            },
            10
        ),
        ids[2..]
    );
    let status = Some(PatientStatus::Waitlist);
    assert_eq!(
        page(
            &PatientFilter {
                status,
                ..Default::default()
            },
            10
        ),
        [value.id]
    );
    let reader = unlocked.read();
    assert_eq!(
        reader
            .patient_ids(&PatientFilter {
                status,
                ..Default::default()
            })
            .unwrap()
            .len(),
        1
    );
    let wanted = [ids[3].0, Uuid::nil(), ids[0].0];
    let rows = reader.by_ids::<Patient>(&wanted).unwrap();
    assert_eq!(
        rows.iter()
            .map(|stored| stored.value.id)
            .collect::<Vec<_>>(),
        [ids[3], ids[0]]
    );
    assert_eq!(reader.all::<Patient>(Deleted::Shown).unwrap().len(), 5);
    assert_eq!(reader.count(Patient::DESCRIPTOR).unwrap(), 5);
}

#[test]
fn a_file_number_matches_its_blind_index_however_it_is_typed() {
    let (_machine, mut unlocked) = clinic();
    let id = register(&mut unlocked, "Okafor");
    let rows = |typed: &str| {
        unlocked
            .read()
            .patients_with_file_number(typed)
            .unwrap()
            .len()
    };
    assert_eq!(
        (rows("A-17"), rows(" a-17 "), rows("A-18"), rows("")),
        (1, 1, 0, 0)
    );
    let state = rows::load(&unlocked.vault.conn, Patient::DESCRIPTOR, id.0)
        .unwrap()
        .unwrap();
    assert!(state.cells[7].clear_value(19).is_some());
}

#[test]
fn what_belongs_to_a_visit_and_a_note_is_read_by_its_lists() {
    let (_machine, mut unlocked) = clinic();
    let (id, user) = (register(&mut unlocked, "Okafor"), unlocked.user());
    let measurement = |n: u128, visit| Measurement {
        id: MeasurementId(Uuid::from_u128(n)),
        patient: id,
        visit,
        kind: "WEIGHT".try_into().unwrap(),
        value: Phi::new(70.into()),
        second_value: Phi::new(None),
        unit: "kg".try_into().unwrap(),
        measured_at: Time(n as i64),
        method: None,
        entered: Phi::new(None),
        device: Phi::new(None),
        flag: Phi::new(None),
        own_kind: None,
        former: Phi::new(None),
        former_by: Phi::new(None),
        context: Phi::new(None),
    };
    let (visit_id, note_id) = unlocked
        .write("start visit", |tx| -> Result<_> {
            let (visit_id, note_id) = (tx.new_id(), tx.new_id());
            tx.insert(&visit(visit_id, id, user, "tired"))?;
            tx.insert(&measurement(2, Some(visit_id)))?;
            tx.insert(&measurement(1, None))?;
            tx.insert(&Note {
                id: note_id,
                patient: id,
                visit: Some(visit_id),
                kind: NoteKind::Free,
                status: NoteStatus::Draft,
                version: 1,
                signed_at: None,
                signed_by: None,
                sections: Phi::new("{}".try_into()?),
                treatment_plan: Phi::new(None),
                metadata: Phi::new(None),
                custom_fields: Phi::new(None),
                template: None,
                signature: Phi::new(None),
            })?;
            Ok((visit_id, note_id))
        })
        .unwrap();
    let reader = unlocked.read();
    assert_eq!(reader.visits_of(id).unwrap()[0].value.id, visit_id);
    assert_eq!(reader.open_visits(user).unwrap().len(), 1);
    let times = |rows: Vec<super::Stored<Measurement>>| -> Vec<i64> {
        rows.iter()
            .map(|stored| stored.value.measured_at.0)
            .collect()
    };
    assert_eq!(
        times(reader.measurements_of(id, Some("WEIGHT")).unwrap()),
        [1, 2]
    );
    assert_eq!(
        times(reader.measurements_of(id, Some("HEIGHT")).unwrap()),
        [0; 0]
    );
    let note = reader.notes_of(id).unwrap().remove(0);
    assert_eq!(note.value.id, note_id);
    assert_eq!(reader.notes_at(id, visit_id).unwrap()[0].value.id, note_id);

    let mut signed = note.value.clone();
    (signed.status, signed.signature) = (NoteStatus::Signed, Phi::new(Some(Bytes(vec![1; 64]))));
    unlocked
        .write("sign note", |tx| tx.update(&signed, &note.seen))
        .unwrap();
    let stored = unlocked.read().get::<Note>(note_id).unwrap().unwrap();
    signed.version = 2;
    let refused: Result<bool> = unlocked.write("edit note", |tx| tx.update(&signed, &stored.seen));
    assert!(matches!(refused, Err(crate::error::Error::Signed)));
}

#[test]
fn a_conflict_shows_its_siblings_and_a_decision_names_them_all() {
    let (_machine, mut unlocked) = clinic();
    let id = register(&mut unlocked, "Okafor");
    let stored = unlocked.read().get::<Patient>(id).unwrap().unwrap();
    let mut value = stored.value;
    value.family_name = Phi::new(Some("Adeyemi".try_into().unwrap()));
    unlocked
        .write("edit patient", |tx| tx.update(&value, &Default::default()))
        .unwrap();

    let conflict = unlocked.read().conflicts().unwrap().remove(0);
    assert_eq!(
        (conflict.row, conflict.cell, conflict.siblings.len()),
        (id.0, 1, 2)
    );
    assert!(conflict.is_open() && !conflict.is_equal());
    let seen = unlocked.read().get::<Patient>(id).unwrap().unwrap();
    assert_eq!(seen.conflicted, [1]);
    // the view of the patient shows one of the two siblings, so an edit of it replaces neither
    assert_eq!(seen.seen.base(20, id.0, 1), [conflict.siblings[0].clock]);
    let (clocks, content): (Vec<Clock>, _) =
        (conflict.clocks(), conflict.siblings[1].content.clone());
    unlocked
        .write("resolve conflict", |tx| {
            tx.resolve(Patient::DESCRIPTOR, id.0, &content, &clocks)
        })
        .unwrap();
    let decided = unlocked.read().get::<Patient>(id).unwrap().unwrap();
    assert_eq!(
        decided.value.family_name.open().unwrap().as_deref(),
        Some("Okafor")
    );
    assert!(decided.conflicted.is_empty() && unlocked.read().conflicts().unwrap().is_empty());
    let push = crate::outbox::page::next_push(&mut unlocked.vault)
        .unwrap()
        .unwrap();
    let group: sync_contract::Group =
        sync_contract::Wire::from_bytes(push.groups.last().unwrap()).unwrap();
    assert_eq!(group.writes[0].base, clocks);
}

/// What two colleagues wrote of one name: the words of one of them are taken out, or put back after a decision.
#[test]
fn a_version_that_was_taken_out_of_a_conflict_is_reported() {
    let (machine, mut unlocked) = clinic();
    let id = register(&mut unlocked, "Okafor");
    let quiet = unlocked.vault.verify_audit().unwrap();
    assert!(quiet.is_clean());
    let name = Patient::FIELD.family_name.cell.number;
    let state = siblings::load_full(&unlocked.vault.conn, 20, id.0)
        .unwrap()
        .unwrap();
    let mut other = state.cell(name).unwrap().clone();
    other.clock.device += 1;
    let input = cell_input(unlocked.vault.tenant().0, 20, id.0, None, &other);
    other.tag = unlocked.vault.tag_key().tag(&input);
    unlocked.add_sibling(Patient::DESCRIPTOR, id.0, &other);
    other.clock.device += 1;
    let input = cell_input(unlocked.vault.tenant().0, 20, id.0, None, &other);
    other.tag = unlocked.vault.tag_key().tag(&input);
    unlocked.add_sibling(Patient::DESCRIPTOR, id.0, &other);
    let reads: [&dyn Fn(&Reader<'_>); 5] = [
        &|read| drop(read.conflicts().unwrap()),
        &|read| drop(read.get::<Patient>(id).unwrap()),
        &|read| drop(read.all::<Patient>(Deleted::Shown).unwrap()),
        &|read| {
            let each = |_: &_, _: &_| Ok::<_, crate::error::Error>(());
            read.each_row(Patient::DESCRIPTOR, each).unwrap();
        },
        &|read| read.look_over_all().unwrap(),
    ];
    let noted = |unlocked: &Unlocked| {
        let each = reads.iter().map(|read| {
            read(&unlocked.read());
            let noted = unlocked.take_damage();
            let of_rows = noted.iter().map(|damage| (damage.entity, damage.damaged));
            of_rows.collect::<Vec<_>>()
        });
        let each = each.collect::<Vec<_>>();
        (each, unlocked.vault.verify_audit().unwrap().is_clean())
    };
    assert_eq!(noted(&unlocked), (vec![vec![]; 5], true));
    let file = Connection::open(machine.database()).unwrap();
    file.execute_batch(
        "create temp table kept as select * from cell_siblings; delete from cell_siblings",
    )
    .unwrap();
    let damaged = vec![(Patient::DESCRIPTOR.number, 1)];
    assert_eq!(noted(&unlocked), (vec![damaged.clone(); 5], false));
    file.execute_batch("insert into cell_siblings select * from kept")
        .unwrap();
    assert_eq!(noted(&unlocked), (vec![vec![]; 5], true));
    // each sibling is bound to its place in the table: an exchange of two is detected
    let swap = "update cell_siblings
        set state = (select state from kept where hex(kept.clock) <> hex(cell_siblings.clock))";
    file.execute_batch(swap).unwrap();
    assert_eq!(noted(&unlocked), (vec![damaged.clone(); 5], false));
    file.execute_batch("replace into cell_siblings select * from kept")
        .unwrap();
    assert_eq!(noted(&unlocked), (vec![vec![]; 5], true));
    // once it is decided, an edit brings it back as little
    let conflict = unlocked.read().conflicts().unwrap().remove(0);
    let (clocks, content) = (conflict.clocks(), conflict.siblings[0].content.clone());
    unlocked
        .write("resolve conflict", |tx| {
            tx.resolve(Patient::DESCRIPTOR, id.0, &content, &clocks)
        })
        .unwrap();
    assert_eq!(noted(&unlocked), (vec![vec![]; 5], true));
    file.execute_batch("insert into cell_siblings select * from kept")
        .unwrap();
    let (each, is_clean) = noted(&unlocked);
    assert_eq!((&each[1..], is_clean), (&vec![damaged; 4][..], false));
}

#[test]
fn an_edit_leaves_siblings_that_were_not_shown_unresolved() {
    let (_machine, mut unlocked) = clinic();
    let id = register(&mut unlocked, "Okafor");
    let state = rows::load(&unlocked.vault.conn, Patient::DESCRIPTOR, id.0)
        .unwrap()
        .unwrap();
    let mut other = state.cells[1].clone();
    other.clock.device += 1;
    let input = cell_input(unlocked.vault.tenant().0, 20, id.0, None, &other);
    other.tag = unlocked.vault.tag_key().tag(&input);
    unlocked.add_sibling(Patient::DESCRIPTOR, id.0, &other);
    let stored = unlocked.read().get::<Patient>(id).unwrap().unwrap();
    let mut value = stored.value;
    value.family_name = Phi::new(Some("Adeyemi".try_into().unwrap()));
    unlocked
        .write("edit patient", |tx| tx.update(&value, &stored.seen))
        .unwrap();
    assert_eq!(
        siblings::siblings(&unlocked.vault.conn, 20, id.0).unwrap(),
        [other]
    );
    let edited = unlocked.read().get::<Patient>(id).unwrap().unwrap();
    assert_eq!(edited.conflicted, [1]);
}

#[test]
fn a_cell_that_does_not_open_is_shown_as_damaged_and_listed() {
    let (_machine, mut unlocked) = clinic();
    let (one, other) = (
        register(&mut unlocked, "Okafor"),
        register(&mut unlocked, "Adeyemi"),
    );
    let moved = "update patients set name_sealed = (select name_sealed from patients where id = ?2) where id = ?1";
    unlocked
        .vault
        .conn
        .execute(moved, [one.0.as_bytes(), other.0.as_bytes()])
        .unwrap();
    let stored = unlocked.read().get::<Patient>(one).unwrap().unwrap();
    assert_eq!(stored.damaged, [1]);
    assert!(stored.value.family_name.is_undecryptable() && stored.value.phones.open().is_some());
    unlocked.read().get::<Patient>(one).unwrap();
    let quarantined = unlocked.read().quarantined().unwrap();
    assert_eq!(
        (
            quarantined.len(),
            quarantined[0].row,
            quarantined[0].state.cell
        ),
        (1, one.0, 1)
    );
    let page = unlocked
        .read()
        .patients(&PatientFilter::default(), 10)
        .unwrap();
    assert_eq!(page.len(), 2);
}

/// A user with the key can seal what the cell does not declare.
#[test]
fn a_well_sealed_cell_of_wrong_values_is_damaged_and_its_row_listed() {
    let (_machine, mut unlocked) = clinic();
    let id = register(&mut unlocked, "Okafor");
    let spec = Patient::DESCRIPTOR.cell(1).unwrap();
    let row = rows::load(&unlocked.vault.conn, Patient::DESCRIPTOR, id.0)
        .unwrap()
        .unwrap();
    let state = row
        .cells
        .iter()
        .find(|cell| cell.cell == spec.number)
        .unwrap();
    let address = Address {
        tenant: unlocked.vault.tenant().0,
        entity: Patient::DESCRIPTOR.number,
        row: id.0,
        cell: spec.number,
    };
    let first = spec.fields.iter().find(|field| field.is_sealed()).unwrap();
    let wrong =
        [Value::Int(7), Value::Text("zero\0byte".into())].map(|value| [(first.number, value)]);
    for inner in wrong {
        let mut keys = RowKeys::default();
        let random = &mut unlocked.vault.env.random;
        let sealed = unlocked
            .session
            .seal(&mut keys, spec, address, state, &inner, random)
            .unwrap();
        let sql = "update patients set name_sealed = ?2 where id = ?1";
        let values = rusqlite::params![id.0.as_bytes(), sealed];
        unlocked.vault.conn.execute(sql, values).unwrap();

        let state = CellState {
            sealed,
            ..state.clone()
        };
        let opened = unlocked.session.open(&mut keys, spec, address, &state);
        assert!(matches!(opened, Opened::Damaged), "{opened:?}");
        let read = unlocked.read();
        let stored = read.get::<Patient>(id).unwrap().unwrap();
        assert_eq!(stored.damaged, [1]);
        assert!(
            stored.value.family_name.is_undecryptable() && stored.value.phones.open().is_some()
        );
        let page = read.patients(&PatientFilter::default(), 10).unwrap();
        assert_eq!(
            (page.len(), page[0].damaged.as_slice()),
            (1, [1].as_slice())
        );
        assert_eq!(read.all::<Patient>(Deleted::Hidden).unwrap().len(), 1);
    }
    let quarantined = unlocked.read().quarantined().unwrap();
    assert!(
        quarantined
            .iter()
            .all(|quarantined| quarantined.reason == QuarantineReason::Damaged)
    );
    assert!(
        quarantined
            .iter()
            .any(|quarantined| (quarantined.row, quarantined.state.cell) == (id.0, 1))
    );
}

#[test]
fn the_clinic_and_its_people_are_read_by_name() {
    let (_machine, mut unlocked) = clinic();
    let tenant = unlocked.vault.tenant();
    let setting = Setting {
        id: sync_contract::catalog::setting_id(tenant, "lock_after_s"),
        name: "lock_after_s".try_into().unwrap(),
        value: "300".try_into().unwrap(),
    };
    unlocked.write("set", |tx| tx.insert(&setting)).unwrap();
    let reader = unlocked.read();
    assert_eq!(
        reader.tenant().unwrap().unwrap().value.name.as_str(),
        "Hillside"
    );
    assert_eq!(
        reader.setting("lock_after_s").unwrap().unwrap().value,
        setting
    );
    assert!(reader.setting("nothing").unwrap().is_none());
    assert_eq!(
        reader.user_named("ADA").unwrap().unwrap().value.id,
        unlocked.user()
    );
    assert_eq!(
        (reader.roles().unwrap().len(), reader.users().unwrap().len()),
        (2, 1)
    );
    assert_eq!(
        reader
            .members_of(sync_contract::catalog::admin_role(tenant))
            .unwrap()
            .len(),
        1
    );
    assert_eq!(reader.devices().unwrap()[0].value.number, 1);
}
