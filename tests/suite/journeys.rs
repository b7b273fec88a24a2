//! User journeys from beginning to end, with the shipped programs, over real HTTP and a real database.

mod absences;
mod appointment_types;
mod arrivals;
mod backups;
mod bad_files;
mod bad_input;
mod bad_server;
mod billing;
mod clashes;
mod crash;
mod day_apart;
mod document_copies;
mod documents;
mod edited_files;
mod erasure;
mod first_clinic;
mod front_desk;
mod groups;
mod labs;
mod leases;
mod left_work;
mod lists;
mod lost_changes;
mod meal_plans;
mod measurement_kinds;
mod merged_files;
mod other_devices;
mod pharmacy;
mod photos;
mod recalls;
mod rejected_changes;
mod replaced_key;
mod returning;
mod revoked_device;
mod series;
mod stopped_imports;
mod two_devices;
mod typed_passwords;
mod unsure;
mod waiting_list;
mod watching;

use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::Value;
use support::CliDevice;
use support::cli_device::text;
use sync_contract::field::date_from_days;

/// A day that has not come yet whenever this is run.
fn in_ninety_days() -> String {
    in_days(90)
}

/// So many days after today.
fn in_days(days: i32) -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    let today = i32::try_from(now.as_secs() / 86_400).unwrap();
    date_from_days(today + days).unwrap().to_string()
}

/// Adds a doctor and prescribes a medicine in their name.
#[track_caller]
fn prescribe(device: &CliDevice, patient: &str) {
    device.add_user("ada", "david", "Doctor");
    let add = "prescriptions add --medication Iron --dosage 1 --frequency daily --quantity 30 --valid-until";
    let until = in_ninety_days();
    let mut words: Vec<&str> = add.split(' ').collect();
    words.extend([until.as_str(), "--patient", patient]);
    device.run_as("david", &words).done();
}

/// Registers a patient and returns their id.
#[track_caller]
fn register(device: &CliDevice, user: &str, given: &str, family: &str) -> String {
    let args = [
        "patients",
        "add",
        "--given-name",
        given,
        "--family-name",
        family,
    ];
    let output = device.run_as(user, &args).done();
    text(&output["patient"], "id")
}

/// The file that `export all` writes for a user, line by line.
#[track_caller]
fn exported(device: &CliDevice, user: &str, name: &str) -> Vec<String> {
    let path = device.path_arg(name);
    device
        .run_as(user, &["export", "all", "--format", "json", "--out", &path])
        .done();
    let text = std::fs::read_to_string(path).unwrap();
    text.split_inclusive('\n').map(str::to_owned).collect()
}

/// Byte by byte the same, or the first line that is not.
#[track_caller]
fn assert_same(one: &[String], other: &[String]) {
    for (one, other) in one.iter().zip(other) {
        assert!(one == other, "{one}\n{other}");
    }
    assert_eq!(one.len(), other.len());
}

#[track_caller]
fn family_name(device: &CliDevice, user: &str, patient: &str) -> String {
    let output = device.run_as(user, &["patients", "show", patient]).done();
    text(&output["patient"]["form"]["form"], "family_name")
}

#[track_caller]
fn list<'a>(answer: &'a Value, name: &str) -> &'a Vec<Value> {
    let list = answer[name].as_array();
    list.unwrap_or_else(|| panic!("no list `{name}` in {answer}"))
}

/// A number out of a vault's file, read from outside.
fn count(device: &CliDevice, sql: &str) -> i64 {
    let file = rusqlite::Connection::open(device.vault().join("vault.db")).unwrap();
    file.query_row(sql, [], |row| row.get(0)).unwrap()
}

/// Edits the file like an attacker with access to the disk. Returns the number of edited rows.
fn edit(cli_device: &CliDevice, sql: &str) -> usize {
    let file = rusqlite::Connection::open(cli_device.vault().join("vault.db")).unwrap();
    file.execute_batch("pragma foreign_keys = off").unwrap();
    file.execute(sql, []).unwrap()
}
