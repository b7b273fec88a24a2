use crate::audit::list::list as audit_log;
use crate::audit::view::{AuditQuery, AuditRow};
use crate::error::Error;
use crate::patients::view::{PatientQuery, PatientSort};
use crate::patients::{duplicates, list, register, search};
use crate::testing::{ADMIN_PASSWORD, Machine, PASSWORD, clinic, form};
use crate::view::Day;
use crate::{Clinic, appointments, backup, measurements, notes, settings, today};

fn entries(machine: &Machine, action: &str) -> Vec<AuditRow> {
    let admin = machine.sign_in("Admin", ADMIN_PASSWORD);
    let query = AuditQuery {
        action: Some(action.into()),
        limit: 100,
        ..AuditQuery::default()
    };
    audit_log(&admin, &query).unwrap().rows
}

fn everybody(clinic: &Clinic) {
    let query = PatientQuery {
        text: String::new(),
        status: None,
        dietitian_id: None,
        tag_id: None,
        is_mine: false,
        is_of_department: false,
        sort: PatientSort::Name,
        after: None,
        offset: 0,
        limit: 20,
    };
    list::list(clinic, &query).unwrap();
}

#[test]
fn typing_is_one_entry_in_ten_minutes_a_user_whatever_the_program() {
    let (machine, _) = clinic();
    let mut reception = machine.sign_in("desk", PASSWORD);
    register::register(&mut reception, &form("Mary", "Okafor", "1992-03-12")).unwrap();
    for text in ["o", "ok", "oka", "okaf"] {
        search::search(&reception, text, 10).unwrap();
    }
    duplicates::duplicates(&reception, &form("Mary", "Okafo", "1992-03-12")).unwrap();
    machine.clock.advance_s(300);
    drop(reception);
    let reception = machine.sign_in("desk", PASSWORD);
    search::search(&reception, "mary", 10).unwrap();
    assert_eq!(entries(&machine, "search patients").len(), 1);
    let diet = machine.sign_in("diet", PASSWORD);
    search::search(&diet, "mary", 10).unwrap();
    machine.clock.advance_s(301);
    search::search(&reception, "mary", 10).unwrap();
    search::search(&reception, "mar", 10).unwrap();
    let noted = entries(&machine, "search patients");
    let who: Vec<_> = noted.iter().filter_map(|row| row.who.as_deref()).collect();
    assert_eq!(who, ["desk Test", "diet Test", "desk Test"]);
    assert!(noted.iter().all(|row| row.outcome == "DONE"));
}

#[test]
fn lists_of_patients_are_one_entry_each_and_no_entry_of_a_patient() {
    let (machine, _) = clinic();
    let mut reception = machine.sign_in("desk", PASSWORD);
    for family in ["Okafor", "Adeyemi", "Zulu"] {
        register::register(&mut reception, &form("Mary", family, "1992-03-12")).unwrap();
    }
    let day = Day("2026-11-20".into());
    for _ in 0..3 {
        everybody(&reception);
        appointments::day::day(&reception, &day).unwrap();
        today::show(&reception, &day).unwrap();
    }
    assert_eq!(entries(&machine, "list patients").len(), 1);
    assert_eq!(entries(&machine, "see diary").len(), 1);
    assert!(entries(&machine, "open patient").is_empty());
}

#[test]
fn a_read_of_any_part_of_a_record_logs_its_patient_as_opened() {
    let (machine, _) = clinic();
    let mut diet = machine.sign_in("diet", PASSWORD);
    let mary = register::register(&mut diet, &form("Mary", "Okafor", "1992-03-12"));
    let mary = mary.unwrap().patient.id;
    let kind = measurements::MeasureKind::Weight;
    for part in 0..3 {
        match part {
            0 => drop(measurements::list::list(&diet, &mary).unwrap()),
            1 => drop(measurements::list::trend(&diet, &mary, &kind.into()).unwrap()),
            _ => drop(crate::visits::list::list(&diet, &mary).unwrap()),
        }
        assert_eq!(entries(&machine, "open patient").len(), part + 1);
        machine.clock.advance_s(601);
    }
}

#[test]
fn every_refused_operation_is_an_entry_with_user_and_severity() {
    let (machine, _) = clinic();
    let reception = machine.sign_in("desk", PASSWORD);
    for _ in 0..2 {
        let refused = crate::users::list::list(&reception);
        assert!(matches!(refused, Err(Error::Forbidden(_))));
    }
    let id = crate::view::Id(uuid::Uuid::nil().to_string());
    assert!(matches!(
        notes::verify::verify(&reception, &id),
        Err(Error::Forbidden(_))
    ));
    let refused = entries(&machine, "users.read");
    assert_eq!(refused.len(), 2);
    assert_eq!(refused[0].who.as_deref(), Some("desk Test"));
    assert_eq!(
        (refused[0].resource.as_str(), refused[0].outcome.as_str()),
        ("users", "REFUSED")
    );
    assert_eq!(refused[0].severity, "WARNING");
    assert_eq!(entries(&machine, "notes.read").len(), 1);
    let chain = crate::audit::view::verify(&machine.vault()).unwrap();
    assert_eq!(chain.fault, None);
}

#[test]
fn backups_invitations_and_reads_of_the_audit_log_are_entries() {
    let (machine, mut admin) = clinic();
    let out = machine.folder.with_extension("age");
    backup::create(&admin, &out).unwrap();
    crate::devices::invite(&mut admin).unwrap();
    assert_eq!(entries(&machine, "create backup").len(), 1);
    assert_eq!(entries(&machine, "invite device").len(), 1);
    assert_eq!(entries(&machine, "read audit").len(), 1);
}

#[test]
fn a_detail_that_this_user_cannot_decrypt_differs_from_none() {
    let (machine, admin) = clinic();
    settings::note_recovery_sheet(&admin, "/media/stick/key.txt").unwrap();
    let logged = entries(&machine, "export recovery key");
    assert_eq!(logged[0].remark, "/media/stick/key.txt");
    assert!(!logged[0].is_undecryptable);
    let without = entries(&machine, "read audit");
    assert!(without[0].remark.is_empty() && !without[0].is_undecryptable);
    let query = AuditQuery {
        limit: 100,
        ..AuditQuery::default()
    };
    drop(admin);
    // may read the audit log, and has no key to its sealed values
    let mut reception = machine.sign_in("desk", PASSWORD);
    reception.actor = crate::Actor::new(reception.user(), [sync_contract::Right::AuditRead]);
    let rows = audit_log(&reception, &query).unwrap().rows;
    let sheet = rows.iter().find(|row| row.action == "export recovery key");
    assert!(sheet.unwrap().is_undecryptable && sheet.unwrap().remark.is_empty());
}
