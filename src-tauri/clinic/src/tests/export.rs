use std::collections::BTreeMap;
use std::io::Write;
use std::sync::{Arc, Mutex};

use serde_json::Value;
use sync_contract::catalog::{Allergy, Patient};
use sync_contract::{Catalog, Entity};
use vault::read::Deleted;

use crate::allergies::Severity;
use crate::error::Error;
use crate::export::{all, patients};
use crate::patients::undo_merge::undo;
use crate::testing::{ADMIN_PASSWORD, Machine, PASSWORD, allergy, clinic, registered};
use crate::tests::merge::{merged, registered_twice};
use crate::unresolved::DamageView;
use crate::view::Id;
use crate::{Clinic, allergies, audit, backup};

#[derive(Clone, Default)]
struct Sheet(Arc<Mutex<Vec<u8>>>);

impl Write for Sheet {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// A user who may not read a chart gets of it what a user without the key gets, and is told so.
fn assert_without_chart(document: &Value, lacking: &[&str]) {
    let allergy = &document["entities"]["allergies"][0]["cells"]["allergy"];
    assert_eq!(allergy["values"]["substance"], Value::Null);
    assert_eq!(allergy["values"]["severity"], "SEVERE");
    assert_eq!(allergy["sealed_sha256"].as_str().unwrap().len(), 64);
    assert!(lacking.contains(&"allergies") && lacking.contains(&"notes"));
    assert!(!lacking.contains(&"patients") && !lacking.contains(&"users"));
}

#[test]
fn an_export_names_what_its_user_may_not_read() {
    let (machine, admin) = clinic();
    drop(admin);
    let mut diet = machine.sign_in("diet", PASSWORD);
    let mary = registered(&mut diet, "Mary", "=Okafor", "1992-03-12");
    allergies::add(&mut diet, &mary, &allergy("Peanut", Severity::Severe)).unwrap();
    assert!(matches!(
        all::json(&mut diet, &mut Vec::new()),
        Err(Error::Forbidden(_))
    ));
    drop(diet);
    let mut admin = machine.sign_in("admin", ADMIN_PASSWORD);
    let mut once = Vec::new();
    let lacking = all::json(&mut admin, &mut once).unwrap();
    let mut again = Vec::new();
    all::json(&mut admin, &mut again).unwrap();
    assert_eq!(once, again, "an export changes nothing that is exported");
    let document: Value = serde_json::from_slice(&once).unwrap();
    assert_eq!(
        document["entities"].as_object().unwrap().len(),
        Catalog::ALL.len()
    );
    let patient = &document["entities"]["patients"][0];
    assert_eq!(patient["cells"]["name"]["values"]["family_name"], "=Okafor");
    assert_without_chart(&document, &lacking);
    assert!(patient["cells"]["created"]["clock"].is_string());

    let sheets: Arc<Mutex<BTreeMap<String, Sheet>>> = Arc::default();
    let in_sheets = all::csv(&mut admin, |table| {
        let sheet = Sheet::default();
        sheets
            .lock()
            .unwrap()
            .insert(table.to_owned(), sheet.clone());
        Ok(sheet)
    })
    .unwrap();
    assert_eq!(in_sheets, lacking);
    let sheets = sheets.lock().unwrap();
    assert_eq!(sheets.len(), Catalog::ALL.len());
    let text = String::from_utf8(sheets["allergies"].0.lock().unwrap().clone()).unwrap();
    assert!(text.contains("SEVERE") && !text.contains("Peanut"));
    let text = String::from_utf8(sheets["patients"].0.lock().unwrap().clone()).unwrap();
    assert!(text.contains("'=Okafor") && text.lines().count() == 2);

    let mut list = Vec::new();
    assert_eq!(patients::csv(&mut admin, &mut list).unwrap(), 1);
    assert!(
        String::from_utf8(list)
            .unwrap()
            .contains(",Mary,'=Okafor,,1992-03-12,female,")
    );
    let mut list = Vec::new();
    patients::json(&mut admin, &mut list).unwrap();
    let list: Value = serde_json::from_slice(&list).unwrap();
    let names: Vec<&String> = list[0].as_object().unwrap().keys().collect();
    assert_eq!(
        (list[0]["family_name"].as_str(), names.len()),
        (Some("=Okafor"), 21)
    );
    assert!(
        names
            .iter()
            .all(|name| name.chars().all(|c| c == '_' || c.is_lowercase()))
    );
    assert_eq!(
        (&list[0]["dietitian"], &list[0]["email"]),
        (&Value::Null, &Value::from(""))
    );
    let mut lines = Vec::new();
    audit::export::json(&mut admin, &Default::default(), "yearly", &mut lines).unwrap();
    let lines = String::from_utf8(lines).unwrap();
    assert!(lines.contains("\"resource_id\"") && !lines.contains("resourceId"));
    let query = audit::view::AuditQuery {
        action: Some("export clinic".into()),
        limit: 10,
        ..Default::default()
    };
    assert_eq!(audit::list::list(&admin, &query).unwrap().rows.len(), 3);
}

/// A clinic with one patient, who has an allergy; no user is signed in.
fn clinic_with_an_allergy() -> (Machine, Id) {
    let (machine, admin) = clinic();
    drop(admin);
    let mut diet = machine.sign_in("diet", PASSWORD);
    let mary = registered(&mut diet, "Mary", "Okafor", "1992-03-12");
    allergies::add(&mut diet, &mary, &allergy("Peanut", Severity::Severe)).unwrap();
    (machine, mary)
}

/// One person with two files and a visit in the one that went.
#[test]
fn merged_files_are_exported_as_one_person_with_both_numbers() {
    let (machine, mut diet, mary, twice) = registered_twice();
    allergies::add(&mut diet, &twice, &allergy("Peanut", Severity::Severe)).unwrap();
    let other = registered(&mut diet, "Zoe", "Lee", "1980-01-01");
    let merge = merged(&mut diet, &twice, &mary).unwrap().merges[0]
        .id
        .clone();
    let number = |clinic: &mut Clinic, of: &Id| {
        let header = crate::chart::show(clinic, of).unwrap().header;
        header.patient.file_number
    };
    let numbers = [&mary, &twice].map(|file| number(&mut diet, file));
    let listed = |clinic: &mut Clinic| -> Vec<Value> {
        let mut list = Vec::new();
        let count = patients::json(clinic, &mut list).unwrap();
        let list: Vec<Value> = serde_json::from_slice(&list).unwrap();
        assert_eq!(list.len(), count);
        list
    };
    let list = listed(&mut diet);
    assert_eq!(list.len(), 2);
    let row = list
        .iter()
        .find(|row| row["id"] == mary.0.as_str())
        .unwrap();
    assert_eq!(row["file_number"], numbers[0].as_str());
    assert_eq!(row["other_file_numbers"], numbers[1].as_str());
    let row = list
        .iter()
        .find(|row| row["id"] == other.0.as_str())
        .unwrap();
    assert_eq!(row["other_file_numbers"], "");
    drop(diet);

    let mut admin = machine.sign_in("admin", ADMIN_PASSWORD);
    let mut all = Vec::new();
    all::json(&mut admin, &mut all).unwrap();
    let all: Value = serde_json::from_slice(&all).unwrap();
    let allergy = &all["entities"]["allergies"][0];
    assert_eq!(allergy["patient"], twice.0.as_str());
    assert_eq!(allergy["person"], mary.0.as_str());
    let rows = all["entities"]["patients"].as_array().unwrap();
    let row = |file: &Id| {
        rows.iter()
            .find(|row| row["id"] == file.0.as_str())
            .unwrap()
    };
    assert_eq!(row(&twice)["person"], mary.0.as_str());
    assert_eq!(row(&mary)["person"], Value::Null);
    let both = row(&mary)["file_numbers"].as_array().unwrap();
    assert!(
        both.len() == 2
            && numbers
                .iter()
                .all(|number| both.contains(&number.as_str().into()))
    );
    assert_eq!(row(&other)["file_numbers"], Value::Null);
    drop(admin);

    let mut diet = machine.sign_in("diet", PASSWORD);
    undo(&mut diet, &merge).unwrap();
    assert_eq!(listed(&mut diet).len(), 3);
}

#[test]
fn an_export_and_a_backup_name_what_the_file_lacks() {
    let (machine, mary) = clinic_with_an_allergy();
    let mut admin = machine.sign_in("admin", ADMIN_PASSWORD);
    let mut copies = 0;
    let mut lacking = |admin: &mut Clinic| {
        let mut all = Vec::new();
        admin.take_unshown().unwrap();
        all::json(admin, &mut Vec::new()).unwrap();
        all.push(admin.take_unshown().unwrap().damage);
        all::csv(admin, |_| Ok(Sheet::default())).unwrap();
        all.push(admin.take_unshown().unwrap().damage);
        copies += 1;
        let copy = machine.folder.with_extension(format!("{copies}.age"));
        backup::create(admin, &copy).unwrap();
        all.push(admin.take_unshown().unwrap().damage);
        let missing = |of: &DamageView| (of.what.clone(), of.missing);
        let all = all
            .iter()
            .map(|damage| damage.iter().map(missing).collect());
        all.collect::<Vec<Vec<(String, u32)>>>()
    };
    assert_eq!(lacking(&mut admin), vec![Vec::<(String, u32)>::new(); 3]);
    let allergy = admin.read().all::<Allergy>(Deleted::Shown).unwrap();
    let allergy = allergy[0].value.id.0;
    admin.unlocked().cut_row(Allergy::DESCRIPTOR, allergy);
    assert_eq!(
        lacking(&mut admin),
        vec![vec![("allergy".to_owned(), 1)]; 3]
    );
    let id = mary.to().unwrap();
    admin.unlocked().cut_row(Patient::DESCRIPTOR, id);
    assert_eq!(patients::json(&mut admin, &mut Vec::new()).unwrap(), 0);
    let damage = admin.take_unshown().unwrap().damage;
    assert!(
        damage
            .iter()
            .any(|of| of.what == "patient" && of.missing > 0)
    );
}

#[test]
fn a_reader_without_the_key_gets_the_digest_of_what_is_sealed() {
    let (machine, _) = clinic_with_an_allergy();
    let reception = machine.sign_in("desk", PASSWORD);
    let mut rows = Vec::new();
    let reader = reception.read();
    reader
        .each_row(
            sync_contract::catalog::Allergy::descriptor(),
            |state, opened| {
                rows.push(crate::export::row::json_of(&reader, state, opened, true)?);
                Ok::<_, Error>(())
            },
        )
        .unwrap();
    let cell = &rows[0]["cells"]["allergy"];
    assert_eq!(cell["values"]["substance"], Value::Null);
    assert_eq!(cell["values"]["severity"], "SEVERE");
    assert_eq!(cell["sealed_sha256"].as_str().unwrap().len(), 64);
}

trait Described {
    fn descriptor() -> &'static sync_contract::Descriptor;
}

impl<E: sync_contract::Entity> Described for E {
    fn descriptor() -> &'static sync_contract::Descriptor {
        E::DESCRIPTOR
    }
}

#[test]
fn an_export_has_no_value_of_a_damaged_cell() {
    let (machine, _) = clinic_with_an_allergy();
    let diet = machine.sign_in("diet", PASSWORD);
    let severity = |may_read| {
        let (mut rows, reader) = (Vec::new(), diet.read());
        let written = reader.each_row(Allergy::DESCRIPTOR, |state, opened| {
            rows.push(crate::export::row::json_of(
                &reader, state, opened, may_read,
            )?);
            Ok::<_, Error>(())
        });
        written.unwrap();
        rows[0]["cells"]["allergy"]["values"]["severity"].clone()
    };
    assert_eq!([true, false].map(severity), ["SEVERE", "SEVERE"]);
    let edited = diet
        .unlocked()
        .edit_table("allergies", Some("severity = 'MILD'"));
    assert_eq!(edited, 1);
    assert_eq!([true, false].map(severity), [Value::Null, Value::Null]);
}
