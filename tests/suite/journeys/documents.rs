//! Documents on two computers, interrupted at both ends, and in a file that another program edited.

use std::fs;
use std::process::Command;

use support::cli_device::{ABORT_AT, PASSWORD, assert_aborted, connected};

use super::*;

/// Nineteen parts, the last one short.
const SIZE: usize = 4_800_000;

fn noise(size: usize) -> Vec<u8> {
    (0..size).map(|_| rand::random()).collect()
}

fn document(device: &CliDevice, id: &str) -> Value {
    let shown = device.run_as("diet", &["documents", "show", id]).done();
    shown["document"].clone()
}

fn saved(device: &CliDevice, id: &str) -> Vec<u8> {
    let out = device.path_arg("copy");
    let save = ["documents", "save", id, "--out", &out, "--replace"];
    device.run_as("diet", &save).done();
    fs::read(out).unwrap()
}

/// Runs a command that ends at a fail point.
#[track_caller]
fn aborted_at(device: &CliDevice, args: &[&str], point: &str) {
    let mut command = device.command_as("diet", PASSWORD, args);
    let mut program = command.env(ABORT_AT, point).spawn().unwrap();
    assert_aborted(program.wait().unwrap());
}

#[test]
fn a_document_arrives_complete_though_both_ends_were_interrupted() {
    let (_database, _serving, first) = connected(&[("diet", "Dietitian")]);
    let zoe = register(&first, "diet", "Zoë", "Okafor");
    let second = first.enrol("ada", "diet");
    first.run(&["sync"]).done();
    second.run(&["sync"]).done();
    let content = noise(SIZE);
    let file = first.write("scan.bin", &content);
    let add = ["documents", "add", "--patient", &zoe, "--file", &file];
    // the row, four times four parts, and the power goes in the rest
    aborted_at(&first, &add, "vault.write.before_commit:5");
    let list_of = ["documents", "list", "--patient", &zoe];
    let begun = first.run_as("diet", &list_of).done();
    let begun = &list(&begun, "documents")[0];
    let (id, here) = (text(begun, "id"), begun["here"].as_u64().unwrap());
    assert!((4_100_000..4_200_000).contains(&here), "{begun}");
    assert_eq!(begun["begun_here"], true);
    assert!(
        first
            .lines_as("diet", &list_of)
            .contains("4.2 MB of 4.8 MB"),
        "{begun}"
    );
    let out = first.path_arg("copy");
    let save = ["documents", "save", &id, "--out", &out];
    first
        .run_as("diet", &save)
        .refused(1, "document_incomplete");
    assert!(fs::metadata(&out).is_err());

    // what is there goes to the other computer, which tells how much of it is there
    first.run(&["sync"]).done();
    second.run(&["sync"]).done();
    let there = document(&second, &id);
    assert_eq!(
        (there["here"].as_u64(), &there["begun_here"]),
        (Some(here), &Value::Bool(false))
    );
    // what another computer has not added yet is not damage
    assert_eq!(there["damaged"], false);
    second
        .run_as("diet", &save)
        .refused(1, "document_incomplete");
    assert_eq!(count(&first, "select count(*) from document_chunks"), 16);

    // the same file goes on, and is one document; as one change, however many parts it has
    let added = first.run_as("diet", &add).done();
    assert_eq!(text(&added["document"], "id"), id);
    assert_eq!(count(&first, "select count(*) from document_chunks"), 19);
    let status = first.run(&["status"]).done();
    assert_eq!(status["on_this_computer_only"], 1, "{status}");
    assert_eq!(saved(&first, &id), content);
    first.run_as("diet", &add).refused(1, "invalid");

    // the other one is cut off while it receives
    first.run(&["sync"]).done();
    let mut command = second.command(&["sync"]);
    let mut program = command
        .env(ABORT_AT, "vault.pull.before_commit")
        .spawn()
        .unwrap();
    assert_aborted(program.wait().unwrap());
    assert_eq!(document(&second, &id)["here"], here);
    second.run(&["sync"]).done();
    assert_eq!(saved(&second, &id), content);
}

#[test]
fn a_computer_that_joins_gets_documents_last_and_complete() {
    let (_database, _serving, first) =
        connected(&[("diet", "Dietitian"), ("desk", "Receptionist")]);
    let zoe = register(&first, "diet", "Zoë", "Okafor");
    let (chart, card) = (noise(700_000), noise(300_000));
    let file = first.write("chart.bin", &chart);
    let added = ["documents", "add", "--patient", &zoe, "--file", &file];
    let id = text(&first.run_as("diet", &added).done()["document"], "id");
    let file = first.write("card.bin", &card);
    let added = [
        "documents",
        "add",
        "--office",
        "--patient",
        &zoe,
        "--file",
        &file,
    ];
    let office = text(&first.run_as("desk", &added).done()["document"], "id");
    first.run(&["sync"]).done();
    let second = first.enrol("ada", "diet");
    second.run(&["sync"]).done();
    assert_eq!(saved(&second, &id), chart);
    // a computer of the front desk has nothing of the chart, sealed or not
    let third = first.enrol("ada", "desk");
    third.run(&["sync"]).done();
    for table in ["documents", "document_chunks"] {
        assert_eq!(count(&third, &format!("select count(*) from {table}")), 0);
    }
    let out = third.path_arg("card");
    let save = ["documents", "save", "--office", &office, "--out", &out];
    third.run_as("desk", &save).done();
    assert_eq!(fs::read(&out).unwrap(), card);
    third.run_as("desk", &save).refused(1, "exists");
}

#[test]
fn files_that_are_none_are_refused_in_a_sentence() {
    let device = CliDevice::new();
    device.init();
    let zoe = register(&device, "ada", "Zoë", "Okafor");
    device.add_user("ada", "diet", "Dietitian");
    let empty = device.write("empty", b"");
    let large = device.write("large", b"");
    let file = fs::File::options().write(true).open(&large).unwrap();
    file.set_len(50_000_001).unwrap();
    fs::create_dir(device.path("folder")).unwrap();
    let pipe = device.path_arg("pipe");
    assert!(
        Command::new("mkfifo")
            .arg(&pipe)
            .status()
            .unwrap()
            .success()
    );
    let link = device.path_arg("link");
    std::os::unix::fs::symlink(&pipe, &link).unwrap();
    for (path, what) in [
        (empty, "is empty"),
        (large, "is larger than 50 MB"),
        (device.path_arg("folder"), "is a folder"),
        (device.path_arg("none"), "is not there"),
        // a pipe without a writer: to open it would block for ever
        (pipe, "no file"),
        (link, "no file"),
        ("/dev/zero".to_owned(), "no file"),
        (
            "/proc/version".to_owned(),
            "says that it is empty and is not",
        ),
    ] {
        let add = ["documents", "add", "--patient", &zoe, "--file", &path];
        let message = device.run_as("diet", &add).refused(2, "usage");
        assert!(
            message.contains(what) && message.contains("Nothing was added"),
            "{message}"
        );
    }
    assert_eq!(count(&device, "select count(*) from documents"), 0);
}

/// What an editor of the file can do to the parts of two documents, each of which has three.
const EDITS: [&str; 10] = [
    "delete from document_chunks where part = 1",
    "delete from document_chunks where part = 2",
    "update document_chunks set part = 7 where part = 1",
    // the file of another patient
    "update document_chunks set patient = (
        select id from patients where patients.id <> document_chunks.patient
    ) where part = 1",
    "update document_chunks set chunk_sealed = zeroblob(length(chunk_sealed)) where part = 1",
    "update document_chunks set part = 3 - part where part > 0",
    // the content of one in the place of another
    "update document_chunks as t set chunk_sealed = (
        select chunk_sealed from document_chunks as o where o.part = 3 - t.part and o.document = t.document
    ) where part > 0",
    // with its tags
    "update document_chunks as t set (chunk_sealed, cells) = (
        select chunk_sealed, cells from document_chunks as o
        where o.part = 3 - t.part and o.document = t.document
    ) where part > 0",
    // and between documents
    "update document_chunks as t set (chunk_sealed, cells) = (
        select chunk_sealed, cells from document_chunks as o where o.part = t.part and o.document <> t.document
    )",
    "update document_chunks set document = (
        select d.id from documents as d where d.id <> document_chunks.document
    )",
];

#[test]
fn a_part_that_was_edited_swapped_or_taken_out_is_never_shown() {
    for change in EDITS {
        let device = CliDevice::new();
        device.init();
        let zoe = register(&device, "ada", "Zoë", "Okafor");
        register(&device, "ada", "Ben", "Tal");
        device.add_user("ada", "diet", "Dietitian");
        let documents = ["one", "other"].map(|name| {
            let content = noise(600_000);
            let file = device.write(name, &content);
            let add = ["documents", "add", "--patient", &zoe, "--file", &file];
            let added = device.run_as("diet", &add).done();
            (text(&added["document"], "id"), content)
        });
        assert!(edit(&device, change) > 0, "{change}");
        let mut reported = 0;
        for (id, content) in &documents {
            let out = device.path_arg(id);
            let save = ["documents", "save", id, "--out", &out];
            let answer = device.run_as("diet", &save);
            match fs::read(&out) {
                // an edit row by row leaves the document that it comes to last as it was
                Ok(saved) => assert!(saved == *content, "{change}"),
                Err(_) => {
                    // no sync brings the rest: it needs a person, however the part was edited
                    answer.refused(3, "document_damaged");
                    reported += 1;
                    let shown = device.run_as("diet", &["documents", "show", id]);
                    let document = &shown.json()["document"];
                    if document["here"] != document["size"] {
                        assert_eq!(document["damaged"], true, "{change}");
                        let warned = shown.ended(3);
                        assert_eq!(list(&warned, "damaged").len(), 1, "{change}: {warned}");
                    }
                }
            }
        }
        assert!(reported > 0, "{change}");
    }
}

#[test]
fn a_part_that_the_file_lost_is_damage_and_the_file_is_added_anew() {
    let (_database, _serving, first) = connected(&[("diet", "Dietitian")]);
    let zoe = register(&first, "diet", "Zoë", "Okafor");
    let content = noise(600_000);
    let file = first.write("scan.bin", &content);
    let add = ["documents", "add", "--patient", &zoe, "--file", &file];
    let id = text(&first.run_as("diet", &add).done()["document"], "id");
    first.run(&["sync"]).done();
    let second = first.enrol("ada", "diet");
    second.run(&["sync"]).done();
    edit(&second, "delete from document_chunks where part = 1");
    // everything that the server has came before: nothing brings the part
    second.run(&["sync"]).done();
    let out = second.path_arg("copy");
    let save = ["documents", "save", &id, "--out", &out];
    let message = second.run_as("diet", &save).refused(3, "document_damaged");
    assert!(message.contains("add it anew"), "{message}");
    assert!(fs::metadata(&out).is_err());

    let remove = ["documents", "remove", &id, "--reason", "damaged"];
    second.run_as("diet", &remove).json();
    let anew = second.run_as("diet", &add).json();
    let anew = text(&anew["document"], "id");
    assert_ne!(anew, id);
    for device in [&second, &first, &second] {
        device.run(&["sync"]).done();
        let conflicts = device.run_as("diet", &["conflicts", "list"]).done();
        assert!(list(&conflicts, "conflicts").is_empty(), "{conflicts}");
    }
    assert_eq!(saved(&first, &anew), content);
}

/// Adds a file of letters to a patient; returns the document's id and what is in it.
fn add_letter(device: &CliDevice, patient: &str, name: &str) -> (String, Vec<u8>) {
    let content = noise(300_000);
    let file = device.write(name, &content);
    let add = ["documents", "add", "--patient", patient, "--file", &file];
    let answer = device.run_as("diet", &add).done();
    (text(&answer["document"], "id"), content)
}

fn names_of(device: &CliDevice, patient: &str) -> Vec<String> {
    let list_of = ["documents", "list", "--patient", patient];
    let answer = device.run_as("diet", &list_of).done();
    let rows = list(&answer, "documents").iter();
    let mut names: Vec<String> = rows.map(|row| text(row, "name")).collect();
    names.sort_unstable();
    names
}

fn sync_in_turn(devices: [&CliDevice; 3]) {
    for device in devices {
        device.run_as("diet", &["sync"]).done();
    }
}

#[test]
fn documents_of_merged_files_are_removed_and_put_back_on_both_computers() {
    let (_database, _serving, first) = connected(&[("diet", "Dietitian")]);
    let zoe = register(&first, "diet", "Zoë", "Okafor");
    let twice = register(&first, "diet", "Zoe", "Okafor");
    first.run(&["sync"]).done();
    let second = first.enrol("ada", "diet");
    second.run(&["sync"]).done();
    let (letter_id, content) = add_letter(&first, &zoe, "letter");
    let (scan_id, _) = add_letter(&first, &twice, "scan");
    sync_in_turn([&first, &second, &first]);

    // merged on one while the other adds to the file that it does not know to be merged, and removes from it
    first
        .run_as("diet", &["patients", "merge", &twice, "--into", &zoe])
        .done();
    let (added_id, added) = add_letter(&second, &twice, "report");
    let remove = ["documents", "remove", &scan_id, "--reason", "of another"];
    second.run_as("diet", &remove).done();
    sync_in_turn([&second, &first, &second]);
    for device in [&first, &second] {
        for patient in [&zoe, &twice] {
            assert_eq!(names_of(device, patient), ["letter", "report"]);
        }
        assert_eq!(saved(device, &added_id), added);
        let show = ["documents", "show", &scan_id];
        device.run_as("diet", &show).refused(1, "not_found");
        let conflicts = device.run_as("diet", &["conflicts", "list"]).done();
        assert!(list(&conflicts, "conflicts").is_empty(), "{conflicts}");
    }
    // put back on the other one
    first
        .run_as("diet", &["documents", "restore", &scan_id])
        .done();
    sync_in_turn([&first, &second, &first]);
    for device in [&first, &second] {
        assert_eq!(names_of(device, &zoe), ["letter", "report", "scan"]);
        assert_eq!(saved(device, &letter_id), content);
    }

    // removed on one and renamed on the other at the same time: it is a person's decision, on both
    let rename = [
        "documents",
        "edit",
        &letter_id,
        "--name",
        "Letter of Dr Osei",
    ];
    second.run_as("diet", &rename).done();
    first
        .run_as(
            "diet",
            &["documents", "remove", &letter_id, "--reason", "twice"],
        )
        .done();
    sync_in_turn([&first, &second, &first]);
    let shown = [&first, &second].map(|device| {
        let shown = device.run_as("diet", &["documents", "show", &letter_id]);
        let shown = shown.json();
        (
            shown["document"]["name"].clone(),
            shown["error"]["code"].clone(),
        )
    });
    assert_eq!(shown[0], shown[1]);
    let conflicts = [&first, &second].map(|device| {
        let answer = device.run_as("diet", &["conflicts", "list"]).done();
        list(&answer, "conflicts").len()
    });
    assert_eq!(conflicts, [1, 1]);
}
