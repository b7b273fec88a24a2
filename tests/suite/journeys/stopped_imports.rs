//! A list whose import was killed is imported to its end by the same command, and nothing of it twice.

use std::process::Stdio;

use support::cli_device::{ABORT_AT, PASSWORD, assert_aborted};

use super::*;

/// More than two steps of an import have.
const LINES: usize = 230;

/// Runs a command that ends at a fail point. Returns whether it reached that.
#[track_caller]
fn is_aborted_at(device: &CliDevice, user: &str, args: &[&str], point: &str) -> bool {
    let mut command = device.command_as(user, PASSWORD, args);
    let command = command
        .env(ABORT_AT, point)
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let ended = command.spawn().unwrap().wait().unwrap();
    if !ended.success() {
        assert_aborted(ended);
    }
    !ended.success()
}

/// Kills a command at one commit after the other, until it ends well. Returns how often it was killed.
fn killed_at_each(device: &CliDevice, user: &str, args: &[&str], point: &str) -> usize {
    let points = (0..20).map(|passes| format!("{point}:{passes}"));
    points
        .take_while(|point| is_aborted_at(device, user, args, point))
        .count()
}

#[test]
fn an_import_of_patients_is_killed_anywhere_and_brings_each_line_once() {
    // two people of one name, of whom no more is known
    let twins = format!("Ann,Twin{}\n", ",".repeat(12)).repeat(2);
    let others = (2..LINES).map(|number| {
        let person = format!("Bea,Ox{number:03},Marie,1980-04-03,yes,F,woman");
        let known = format!("+33 1 55 50 {number:04},ox{number}@clinic.example,fr");
        format!("{person},{known},{number} Mill Lane,Ghent,9000,N-{number}\n")
    });
    let others: String = others.collect();
    let head = "given_name,surname,other_names,date_of_birth,dob_estimated,sex,gender,phone,email,language,\
                address,city,postcode,national_id\n";
    for point in ["vault.write.before_commit", "vault.write.after_commit"] {
        let device = CliDevice::new();
        device.init();
        let list = device.write("list.csv", format!("{head}{twins}{others}"));
        let import = ["import", "patients", &list, "--yes"];
        let killed = killed_at_each(&device, "ada", &import, point);
        assert!(killed > 2, "{point}: {killed}");
        let again = device.run_as("ada", &import).done();
        assert_eq!(again["imported"], 0, "{point}: {again}");
        assert_eq!(again["known"], LINES, "{point}: {again}");
        let patients = "select count(*) from patients";
        assert_eq!(count(&device, patients), LINES as i64, "{point}");
        let chain = device.run(&["audit", "verify"]).done();
        assert!(chain["fault"].is_null(), "{chain}");
    }
}

#[test]
fn an_import_of_foods_is_killed_anywhere_and_brings_each_line_once() {
    let foods = (0..LINES).map(|number| format!("Plum cake {number},Gâteau {number},dishes,90\n"));
    let foods: String = foods.collect();
    for point in ["vault.write.before_commit", "vault.write.after_commit"] {
        let device = CliDevice::new();
        device.init();
        device.add_user("ada", "dora", "Dietitian");
        let head = "name,name_fr,group,energy (kJ)\n";
        let list = device.write("foods.csv", format!("{head}{foods}"));
        let import = ["foods", "import", &list, "--yes"];
        let killed = killed_at_each(&device, "dora", &import, point);
        assert!(killed > 1, "{point}: {killed}");
        let again = device.run_as("dora", &import).done();
        assert_eq!(again["imported"], 0, "{point}: {again}");
        assert_eq!(again["known"], LINES, "{point}: {again}");
        for table in ["clinic_foods", "food_profiles"] {
            let rows = count(&device, &format!("select count(*) from {table}"));
            assert_eq!(rows, LINES as i64, "{point}: {table}");
        }
    }
}
