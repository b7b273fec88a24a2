//! Rows that a device asks for again by name: what it gets, and what it may not have.

use rusqlite::Connection;
use support::{Device, Line, Samples, TestClinic, block_on};
use sync_contract::catalog::{Patient, PatientProfile, Setting, UserRole};
use sync_contract::entity::Entity;
use sync_contract::messages::{FETCHED_ROWS_MAX, RowName};
use sync_contract::{Code, Row};

use super::*;

fn named(row: &Row) -> RowName {
    RowName {
        entity: row.descriptor.number,
        row: row.id,
    }
}

/// A patient with a chart, at the server and on two devices.
pub(super) struct Shared {
    pub clinic: TestClinic,
    pub first: Device,
    pub second: Device,
    pub patient: Row,
    pub profile: Row,
    pub samples: Samples,
}

impl Shared {
    pub fn with_user(role: &str) -> Shared {
        let (clinic, mut first) = TestClinic::create_with(&[("bo", role)]);
        let mut samples = Samples::new(clinic.tenant);
        let patient = samples.row(Patient::DESCRIPTOR, 0);
        let profile = samples.row(PatientProfile::DESCRIPTOR, 0);
        first.sign_in_here("ada");
        for row in [&patient, &profile] {
            first.insert(row).unwrap();
        }
        first.sync();
        let second = clinic.enrol(&mut first, "bo");
        Shared {
            clinic,
            first,
            second,
            patient,
            profile,
            samples,
        }
    }
}

/// Runs a statement over one row at the server.
pub(super) fn at_server(clinic: &TestClinic, sql: &str, row: &Row) {
    block_on(async {
        let client = clinic.database.as_superuser().await;
        let changed = client.execute(sql, &[&row.id]).await.unwrap();
        assert_eq!(changed, 1, "{sql}");
    });
}

fn in_file(device: &Device, sql: &str) {
    let file = Connection::open(device.machine.folder.join("vault.db")).unwrap();
    assert_eq!(file.execute(sql, []).unwrap(), 1, "{sql}");
}

/// Edits a row's tags at the server, or undoes that: no number of the feed says so.
const TURN: &str =
    "update patients set cells = set_byte(cells, 40, get_byte(cells, 40) # 255) where id = $1";

#[test]
fn a_row_that_the_server_has_in_order_again_heals_when_a_user_asks() {
    let mut shared = Shared::with_user("Dietitian");
    let id = shared.patient.id;
    let good = shared.second.row(Patient::DESCRIPTOR, id).unwrap();
    at_server(&shared.clinic, TURN, &shared.patient);
    let mut third = shared.clinic.enrol(&mut shared.first, "bo");
    assert!(!third.read().quarantined().unwrap().is_empty());
    at_server(&shared.clinic, TURN, &shared.patient);
    third.exchange();
    assert!(!third.read().quarantined().unwrap().is_empty());
    assert_eq!(third.unlocked_mut().fetch_again().unwrap(), (1, false));
    third.exchange();
    assert_eq!(third.read().quarantined().unwrap(), []);
    assert_eq!(third.row(Patient::DESCRIPTOR, id), Some(good));
}

#[test]
fn a_row_that_was_edited_in_the_file_heals_with_the_next_sync() {
    let shared = Shared::with_user("Dietitian");
    let second = &shared.second;
    let id = shared.profile.id;
    let good = second.row(PatientProfile::DESCRIPTOR, id).unwrap();
    in_file(second, "update patient_profiles set cells = zeroblob(90)");
    let read = second.read().get_row(PatientProfile::DESCRIPTOR, id);
    assert!(read.is_err());
    second.sync();
    assert_eq!(second.row(PatientProfile::DESCRIPTOR, id), Some(good));
    let read = second.read().get_row(PatientProfile::DESCRIPTOR, id);
    assert!(read.unwrap().unwrap().damaged.is_empty());
    assert_eq!(second.read().quarantined().unwrap(), []);
}

#[test]
fn rows_that_are_gone_from_the_file_come_back_when_a_user_asks() {
    let mut shared = Shared::with_user("Dietitian");
    let second = &mut shared.second;
    let tables = [
        Patient::DESCRIPTOR,
        PatientProfile::DESCRIPTOR,
        UserRole::DESCRIPTOR,
    ];
    let good = tables.map(|known| second.rows(known));
    in_file(second, "delete from patients");
    in_file(second, "delete from patient_profiles");
    in_file(
        second,
        "delete from user_roles where rowid = (select max(rowid) from user_roles)",
    );
    second.sync();
    assert_ne!(tables.map(|known| second.rows(known)), good);
    assert_eq!(second.unlocked_mut().fetch_again().unwrap(), (0, true));
    second.sync();
    assert_eq!(tables.map(|known| second.rows(known)), good);
    // nothing is missing any more
    assert_eq!(second.unlocked_mut().fetch_again().unwrap(), (0, false));
}

/// Without a word of the user: the sum of the rules says at the sign-in that one is gone.
#[test]
fn a_rule_taken_out_of_the_file_comes_back_and_is_no_longer_missing() {
    let mut shared = Shared::with_user("Dietitian");
    let settings = [0, 2].map(|variant| shared.samples.row(Setting::DESCRIPTOR, variant));
    for setting in &settings {
        shared.first.insert(setting).unwrap();
    }
    shared.first.sync();
    let second = &mut shared.second;
    second.sync();
    let good = second.rows(Setting::DESCRIPTOR);
    let is_lost = |second: &Device| {
        let read = second.read();
        read.look_over(Setting::DESCRIPTOR).unwrap();
        read.has_lost_rows(Setting::DESCRIPTOR, None)
    };
    for setting in &settings {
        let id = setting.id.simple();
        in_file(second, &format!("delete from settings where id = x'{id}'"));
        second.sign_in_here("bo");
        assert!(is_lost(second));
        second.sync();
        assert_eq!(second.rows(Setting::DESCRIPTOR), good);
        second.sign_in_here("bo");
        assert!(!is_lost(second));
        assert_eq!(second.unlocked_mut().fetch_again().unwrap(), (0, false));
        second.sync();
    }
}

/// What another program did to the file, and nobody has read since, or somebody has.
#[test]
fn whatever_was_done_to_the_file_heals_and_leaves_nothing_missing() {
    let last_role = "delete from user_roles where rowid = (select max(rowid) from user_roles)";
    let all: [(&[&str], bool); 8] = [
        (&["delete from patients"], false),
        (
            &[last_role, "update device set generation = generation + 1"],
            false,
        ),
        (&[last_role, "delete from patient_profiles"], true),
        (&["update patients set tenant_id = randomblob(16)"], true),
        (&["update patients set tenant_id = randomblob(16)"], false),
        (
            &["update patient_profiles set cells = randomblob(90)"],
            false,
        ),
        (&["update patients set cells = randomblob(90)"], true),
        (&["update patients set status = null"], true),
    ];
    for (edits, is_read) in all {
        let mut shared = Shared::with_user("Dietitian");
        let second = &mut shared.second;
        let tables = [
            Patient::DESCRIPTOR,
            PatientProfile::DESCRIPTOR,
            UserRole::DESCRIPTOR,
        ];
        let good = tables.map(|known| second.rows(known));
        edits.iter().for_each(|edit| in_file(second, edit));
        if is_read {
            for (known, row) in [
                (tables[0], shared.patient.id),
                (tables[1], shared.profile.id),
            ] {
                drop(second.read().get_row(known, row));
            }
        }
        second.exchange();
        second.unlocked_mut().fetch_again().unwrap();
        second.exchange();
        second.exchange();
        assert_eq!(tables.map(|known| second.rows(known)), good, "{edits:?}");
        assert_eq!(second.read().quarantined().unwrap(), [], "{edits:?}");
        second.read().look_over_all().unwrap();
        let again = second.unlocked_mut().fetch_again().unwrap();
        assert_eq!(again, (0, false), "{edits:?}");
    }
}

/// Damaged, found so, and then taken out of the file.
#[test]
fn a_row_that_was_damaged_and_then_taken_out_is_not_counted_twice() {
    let mut shared = Shared::with_user("Dietitian");
    let second = &mut shared.second;
    let id = shared.patient.id;
    let good = second.row(Patient::DESCRIPTOR, id);
    in_file(second, "update patients set cells = randomblob(80)");
    assert!(second.read().get_row(Patient::DESCRIPTOR, id).is_err());
    in_file(second, "delete from patients");
    second.exchange();
    assert_eq!(second.row(Patient::DESCRIPTOR, id), good);
    assert_eq!(second.unlocked_mut().fetch_again().unwrap(), (0, false));
}

#[test]
fn a_row_that_the_server_has_lost_too_stays_missing() {
    let mut shared = Shared::with_user("Dietitian");
    in_file(&shared.second, "delete from patient_profiles");
    let sql = "delete from patient_profiles where id = $1";
    at_server(&shared.clinic, sql, &shared.profile);
    // rows that come by the feed take its place in no count
    let profile = shared.samples.row(PatientProfile::DESCRIPTOR, 2);
    let patient = shared.samples.row(Patient::DESCRIPTOR, 3);
    for row in [&profile, &patient] {
        shared.first.insert(row).unwrap();
    }
    shared.first.sync();
    let second = &mut shared.second;
    second.sync();
    for _ in 0..2 {
        assert_eq!(second.unlocked_mut().fetch_again().unwrap(), (0, true));
        second.sync();
        let here = [Patient::DESCRIPTOR, PatientProfile::DESCRIPTOR];
        assert_eq!(here.map(|known| second.rows(known).len()), [2, 1]);
    }
    assert_eq!(second.unlocked_mut().fetch_again().unwrap(), (0, true));
}

#[test]
fn a_device_is_sent_no_row_outside_of_its_scope_and_no_other_clinics() {
    let shared = Shared::with_user("Receptionist");
    let (patient, profile) = (named(&shared.patient), named(&shared.profile));
    let unknown = RowName {
        entity: 60_000,
        row: shared.profile.id,
    };
    let absent = RowName {
        row: random_id(),
        ..patient.clone()
    };
    let all = vec![profile, unknown, patient.clone(), absent, patient.clone()];
    let line = Line::of(&shared.clinic, &shared.second);
    let fetched = line.fetch_rows(all.clone()).unwrap();
    let rows: Vec<Uuid> = fetched.rows.iter().map(|row| row.row).collect();
    assert_eq!((rows, fetched.answered), (vec![shared.patient.id], 5));
    let admins = Line::of(&shared.clinic, &shared.first);
    let rows = admins.fetch_rows(all.clone()).unwrap().rows;
    let entities: Vec<u16> = rows.iter().map(|row| row.entity).collect();
    let expected = [PatientProfile::DESCRIPTOR.number, patient.entity];
    assert_eq!(entities, expected);
    let (others, mut device) = TestClinic::create();
    device.sign_in_here("ada");
    device.sync();
    let fetched = Line::of(&others, &device).fetch_rows(all).unwrap();
    assert_eq!((fetched.rows.len(), fetched.answered), (0, 5));
    let many = vec![patient; FETCHED_ROWS_MAX + 1];
    let refused = line.fetch_rows(many).unwrap_err();
    assert_eq!(refused.code(), Code::TooLarge);
}
