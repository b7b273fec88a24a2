//! Documents on two computers, interrupted at both ends, and in a file that another program edited.

use std::fs;

use support::cli_device::{ABORT_AT, PASSWORD, assert_aborted, connected};

use super::*;

/// Twelve parts, the last one short.
const SIZE: usize = 3_000_000;

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
    // the row, the first four parts, and the power goes in the next four
    aborted_at(&first, &add, "vault.write.before_commit:2");
    let list_of = ["documents", "list", "--patient", &zoe];
    let begun = first.run_as("diet", &list_of).done();
    let begun = &list(&begun, "documents")[0];
    let (id, here) = (text(begun, "id"), begun["here"].as_u64().unwrap());
    assert!((1_000_000..1_100_000).contains(&here), "{begun}");
    assert_eq!(begun["begun_here"], true);
    assert!(
        first
            .lines_as("diet", &list_of)
            .contains("1.0 MB of 3.0 MB"),
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
    assert_eq!(count(&first, "select count(*) from document_chunks"), 4);

    // the same file goes on, and is one document; as one change, however many parts it has
    let added = first.run_as("diet", &add).done();
    assert_eq!(text(&added["document"], "id"), id);
    assert_eq!(count(&first, "select count(*) from document_chunks"), 12);
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
    file.set_len(50 * 1024 * 1024 + 1).unwrap();
    fs::create_dir(device.path("folder")).unwrap();
    for (path, what) in [
        (empty, "is empty"),
        (large, "larger than 50 MB"),
        (device.path_arg("folder"), "no file"),
        (device.path_arg("none"), "is not there"),
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
const EDITS: [&str; 7] = [
    "delete from document_chunks where part = 1",
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
                    let code = answer.json()["error"]["code"].clone();
                    let is_reported = code == "document_damaged" || code == "document_incomplete";
                    assert!(is_reported, "{change}: {answer:?}");
                    reported += 1;
                }
            }
        }
        assert!(reported > 0, "{change}");
    }
}
