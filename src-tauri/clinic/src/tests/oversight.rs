use crate::audit::list::list as trail;
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
    trail(&admin, &query).unwrap().rows
}

fn everybody(clinic: &Clinic) {
    let query = PatientQuery {
        text: String::new(),
        status: None,
        dietitian_id: None,
        sort: PatientSort::Name,
        after: None,
        offset: 0,
        limit: 20,
    };
    list::list(clinic, &query).unwrap();
}

#[test]
fn typing_is_one_entry_in_ten_minutes_for_each_user_whatever_program_they_use() {
    let (machine, _) = clinic();
    let mut desk = machine.sign_in("desk", PASSWORD);
    register::register(&mut desk, &form("Mary", "Okafor", "1992-03-12")).unwrap();
    for text in ["o", "ok", "oka", "okaf"] {
        search::search(&desk, text, 10).unwrap();
    }
    duplicates::duplicates(&desk, &form("Mary", "Okafo", "1992-03-12")).unwrap();
    machine.clock.advance_s(300);
    drop(desk);
    let desk = machine.sign_in("desk", PASSWORD);
    search::search(&desk, "mary", 10).unwrap();
    assert_eq!(entries(&machine, "search patients").len(), 1);
    let diet = machine.sign_in("diet", PASSWORD);
    search::search(&diet, "mary", 10).unwrap();
    machine.clock.advance_s(301);
    search::search(&desk, "mary", 10).unwrap();
    search::search(&desk, "mar", 10).unwrap();
    let noted = entries(&machine, "search patients");
    let who: Vec<_> = noted.iter().filter_map(|row| row.who.as_deref()).collect();
    assert_eq!(who, ["desk Test", "diet Test", "desk Test"]);
    assert!(noted.iter().all(|row| row.outcome == "DONE"));
}

#[test]
fn lists_of_patients_are_one_entry_each_and_no_entry_of_a_patient() {
    let (machine, _) = clinic();
    let mut desk = machine.sign_in("desk", PASSWORD);
    for family in ["Okafor", "Adeyemi", "Zulu"] {
        register::register(&mut desk, &form("Mary", family, "1992-03-12")).unwrap();
    }
    let day = Day("2026-11-20".into());
    for _ in 0..3 {
        everybody(&desk);
        appointments::day::day(&desk, &day).unwrap();
        today::show(&desk, &day).unwrap();
    }
    assert_eq!(entries(&machine, "list patients").len(), 1);
    assert_eq!(entries(&machine, "see diary").len(), 1);
    assert!(entries(&machine, "open patient").is_empty());
}

#[test]
fn whatever_part_of_a_record_is_read_its_patient_was_opened() {
    let (machine, _) = clinic();
    let mut diet = machine.sign_in("diet", PASSWORD);
    let mary = register::register(&mut diet, &form("Mary", "Okafor", "1992-03-12"));
    let mary = mary.unwrap().patient.id;
    let kind = measurements::MeasureKind::Weight;
    for part in 0..3 {
        match part {
            0 => drop(measurements::list::list(&diet, &mary).unwrap()),
            1 => drop(measurements::list::trend(&diet, &mary, kind).unwrap()),
            _ => drop(crate::visits::list::list(&diet, &mary).unwrap()),
        }
        assert_eq!(entries(&machine, "open patient").len(), part + 1);
        machine.clock.advance_s(601);
    }
}

#[test]
fn every_refused_act_is_an_entry_with_who_what_and_how_grave() {
    let (machine, _) = clinic();
    let desk = machine.sign_in("desk", PASSWORD);
    for _ in 0..2 {
        let refused = crate::users::list::list(&desk);
        assert!(matches!(refused, Err(Error::Forbidden(_))));
    }
    let id = crate::view::Id(uuid::Uuid::nil().to_string());
    assert!(matches!(
        notes::verify::verify(&desk, &id),
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
fn backups_and_invitations_and_looks_at_the_trail_are_entries() {
    let (machine, mut admin) = clinic();
    let out = machine.folder.with_extension("age");
    backup::create(&admin, &out).unwrap();
    crate::devices::invite(&mut admin).unwrap();
    assert_eq!(entries(&machine, "create backup").len(), 1);
    assert_eq!(entries(&machine, "invite device").len(), 1);
    assert_eq!(entries(&machine, "read audit").len(), 1);
}

#[test]
fn a_detail_that_this_user_cannot_open_is_told_apart_from_none() {
    let (machine, admin) = clinic();
    settings::note_recovery_sheet(&admin, "/media/stick/key.txt").unwrap();
    let told = entries(&machine, "export recovery key");
    assert_eq!(told[0].remark, "/media/stick/key.txt");
    assert!(!told[0].is_closed);
    let without = entries(&machine, "read audit");
    assert!(without[0].remark.is_empty() && !without[0].is_closed);
    let query = AuditQuery {
        limit: 100,
        ..AuditQuery::default()
    };
    drop(admin);
    // may read the trail, and holds no key to what is sealed in it
    let mut desk = machine.sign_in("desk", PASSWORD);
    desk.actor = crate::Actor::new(desk.user(), [sync_contract::Right::AuditRead]);
    let rows = trail(&desk, &query).unwrap().rows;
    let sheet = rows.iter().find(|row| row.action == "export recovery key");
    assert!(sheet.unwrap().is_closed && sheet.unwrap().remark.is_empty());
}
