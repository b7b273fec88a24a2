//! Results of laboratories on two computers, and in a file that another program edited.

use support::cli_device::connected;

use super::*;

const POTASSIUM: [&str; 4] = ["--test", "potassium", "--unit", "mmol/L"];

fn add_potassium(device: &CliDevice, patient: &str, value: &str) -> Value {
    let add = ["labs", "add", "--patient", patient, "--value", value];
    device
        .run_as("diet", &[&add[..], &POTASSIUM].concat())
        .done()
}

/// The paper has one value: a user decides between two different readings of it.
#[test]
fn two_corrections_of_one_result_are_a_conflict() {
    let (_database, _serving, first) = connected(&[("diet", "Dietitian")]);
    let zoe = register(&first, "diet", "Zoë", "Okafor");
    let added = add_potassium(&first, &zoe, "6.9");
    let (sheet, result) = (
        text(&added["sheet"], "id"),
        text(&added["sheet"]["results"][0], "id"),
    );
    first.run(&["sync"]).done();
    let second = first.enrol("ada", "diet");
    let on = |device: &CliDevice, words: &[&str]| device.run_as("diet", words).done();
    on(&second, &["sync"]);
    on(&first, &["labs", "edit", &result, "--value", "5.9"]);
    on(&second, &["labs", "edit", &result, "--value", "5.8"]);
    // a line that is added concurrently causes no conflict
    let more = [
        "labs", "add", "--sheet", &sheet, "--name", "Own", "--value", "1",
    ];
    on(&second, &more);
    for device in [&first, &second, &first] {
        on(device, &["sync"]);
    }
    for device in [&first, &second] {
        let conflicts = on(device, &["conflicts", "list"]);
        let conflicts = list(&conflicts, "conflicts");
        assert_eq!(conflicts.len(), 1, "{conflicts:?}");
        assert_eq!(conflicts[0]["what"], "lab_result.result");
        let id = text(&conflicts[0], "id");
        let shown = on(device, &["conflicts", "show", &id]).to_string();
        for value in ["Potassium 5.9 mmol/L", "Potassium 5.8 mmol/L"] {
            assert!(shown.contains(value), "{shown}");
        }
        let labs = on(device, &["labs", "list", "--patient", &zoe]);
        let results = list(&labs["sheets"][0], "results");
        assert_eq!(results.len(), 2, "{labs}");
    }
}

/// A line that one computer adds while another removes the sheet is shown on both.
#[test]
fn a_line_that_is_added_to_a_removed_sheet_is_not_lost() {
    let (_database, _serving, first) = connected(&[("diet", "Dietitian")]);
    let zoe = register(&first, "diet", "Zoë", "Okafor");
    let added = add_potassium(&first, &zoe, "5.9");
    let sheet = text(&added["sheet"], "id");
    first.run(&["sync"]).done();
    let second = first.enrol("ada", "diet");
    let on = |device: &CliDevice, words: &[&str]| device.run_as("diet", words).done();
    on(&second, &["sync"]);
    on(
        &first,
        &["labs", "remove-sheet", &sheet, "--reason", "twice"],
    );
    let more = [
        "labs", "add", "--sheet", &sheet, "--name", "Own", "--value", "1",
    ];
    on(&second, &more);
    for device in [&first, &second, &first] {
        on(device, &["sync"]);
    }
    for device in [&first, &second] {
        let labs = on(device, &["labs", "list", "--patient", &zoe]);
        let shown = &labs["sheets"][0];
        assert_eq!(shown["is_removed"], true, "{labs}");
        let results = list(shown, "results");
        let names: Vec<&Value> = results.iter().map(|result| &result["name"]).collect();
        assert_eq!(names, ["Own"], "{labs}");
    }
}

/// One computer cancels what another one collects and has results of: both are shown, and a user decides.
#[test]
fn results_of_an_order_that_was_cancelled_meanwhile_are_shown() {
    let users = [("doc", "Doctor"), ("tom", "Lab technician")];
    let (_database, _serving, first) = connected(&users);
    let zoe = register(&first, "doc", "Zoë", "Okafor");
    let order = ["labs", "order", "--patient", &zoe, "--test", "potassium"];
    let ordered = first.run_as("doc", &order).done();
    let sheet = text(&ordered["order"], "id");
    first.run(&["sync"]).done();
    let second = first.enrol("ada", "doc");
    second.run_as("doc", &["sync"]).done();
    let cancel = ["labs", "cancel", &sheet, "--reason", "Measured elsewhere"];
    first.run_as("doc", &cancel).done();
    second.run_as("doc", &["labs", "collect", &sheet]).done();
    let add = ["labs", "add", "--sheet", &sheet, "--value", "5.9"];
    second
        .run_as("doc", &[&add[..], &POTASSIUM].concat())
        .done();
    for device in [&first, &second, &first] {
        device.run_as("doc", &["sync"]).done();
    }
    for device in [&first, &second] {
        let conflicts = device.run_as("doc", &["conflicts", "list"]).done();
        let conflicts = list(&conflicts, "conflicts");
        assert_eq!(conflicts.len(), 1, "{conflicts:?}");
        assert_eq!(conflicts[0]["what"], "lab_test.course");
        let shown = ["conflicts", "show", &text(&conflicts[0], "id")];
        let shown = device.run_as("doc", &shown).done().to_string();
        assert!(shown.contains("Measured elsewhere"), "{shown}");
        let labs = device
            .run_as("doc", &["labs", "list", "--patient", &zoe])
            .done();
        let sheet = &labs["sheets"][0];
        assert_eq!(sheet["results"][0]["entered"], "5.9", "{labs}");
        assert_eq!(sheet["order"]["is_contested"], true, "{labs}");
        assert_eq!(sheet["order"]["is_unread"], true, "{labs}");
        assert!(!sheet["order"]["collected"].is_null(), "{labs}");
    }
}

/// A doctor has read what was there, and a result that another computer had entered before stays unread.
#[test]
fn a_result_that_was_entered_apart_is_unread_though_the_sheet_was_read() {
    let (_database, _serving, first) = connected(&[("doc", "Doctor")]);
    let zoe = register(&first, "doc", "Zoë", "Okafor");
    let on = |device: &CliDevice, words: &[&str]| device.run_as("doc", words).done();
    let order = [
        "labs",
        "order",
        "--patient",
        &zoe,
        "--test",
        "potassium",
        "--test",
        "tsh",
    ];
    let sheet = text(&on(&first, &order)["order"], "id");
    on(&first, &["labs", "collect", &sheet]);
    let add = ["labs", "add", "--sheet", &sheet, "--value"];
    on(&first, &[&add[..], &["4.4"], &POTASSIUM].concat());
    first.run(&["sync"]).done();
    let second = first.enrol("ada", "doc");
    on(&second, &["sync"]);
    let tsh = ["2.1", "--test", "tsh", "--unit", "mIU/L"];
    on(&second, &[&add[..], &tsh].concat());
    on(&first, &["labs", "read", &sheet]);
    for device in [&first, &second, &first] {
        on(device, &["sync"]);
    }
    for device in [&first, &second] {
        let order = &on(device, &["labs", "show-order", &sheet])["order"];
        assert_eq!(order["is_unread"], true, "{order}");
        assert_eq!(order["state"], "resulted", "{order}");
    }
    on(&second, &["labs", "read", &sheet]);
    for device in [&second, &first] {
        on(device, &["sync"]);
    }
    let order = &on(&first, &["labs", "show-order", &sheet])["order"];
    assert_eq!(order["is_unread"], false, "{order}");
}

/// A sheet that another program damaged or took out is told, and its results are never "none".
#[test]
fn no_edit_of_a_file_hides_a_sheet() {
    let device = CliDevice::new();
    device.init();
    let zoe = register(&device, "ada", "Zoë", "Okafor");
    device.add_user("ada", "diet", "Dietitian");
    add_potassium(&device, &zoe, "5.9");
    let list_of = ["labs", "list", "--patient", &zoe];
    let file = rusqlite::Connection::open(device.vault().join("vault.db")).unwrap();
    file.execute_batch("pragma foreign_keys = off").unwrap();
    for (damaged, change) in [
        (1, "update lab_tests set collected_on = collected_on + 1"),
        (1, "update lab_tests set status = 'CANCELLED'"),
        (1, "update lab_tests set cells = zeroblob(40)"),
        (0, "delete from lab_tests"),
    ] {
        assert_eq!(file.execute(change, []).unwrap(), 1, "{change}");
        let answer = device.run_as("diet", &list_of).ended(3);
        let of_kind = list(&answer, "damaged").iter();
        let mut of_kind = of_kind.filter(|damage| damage["what"] == "lab_test");
        let damage = of_kind.next().unwrap_or(&Value::Null);
        assert_eq!(damage["damaged"], damaged, "{change}: {answer}");
        let lines = device.lines_ended("diet", &list_of, 3);
        assert!(!lines.contains("No "), "{lines}");
    }
}
