//! Two devices of a clinic: concurrent edits, live changes, decisions.

use std::io::{BufRead, BufReader};

use serde_json::json;
use support::cli_device::connected;
use support::{Database, ServerProcess};

use super::*;

/// Two devices that edited apart: different cells of one patient, the same cell of another, a new patient on each.
struct EditedApart {
    _database: Database,
    _serving: ServerProcess,
    first: CliDevice,
    second: CliDevice,
    zoe: String,
    ben: String,
}

impl EditedApart {
    fn new() -> EditedApart {
        let (database, serving, first) = connected(&[("diet", "Dietitian")]);
        let zoe = register(&first, "diet", "Zoë", "Okafor");
        let ben = register(&first, "diet", "Ben", "Tal");
        first.run_as("diet", &["sync"]).done();
        let second = first.enrol("ada", "diet");
        assert_eq!(family_name(&second, "diet", &zoe), "Okafor");

        first
            .run_as(
                "diet",
                &["patients", "edit", &ben, "--phone", "+31 20 555 0101"],
            )
            .done();
        second
            .run_as("diet", &["patients", "edit", &ben, "--city", "Haifa"])
            .done();
        first
            .run_as(
                "diet",
                &["patients", "edit", &zoe, "--family-name", "Okafor-Lind"],
            )
            .done();
        second
            .run_as(
                "diet",
                &["patients", "edit", &zoe, "--family-name", "Okafour"],
            )
            .done();
        register(&first, "diet", "Mari", "Հարությունյան");
        register(&second, "diet", "美咲", "佐藤");
        first.run(&["sync"]).done();
        let synced = second.run(&["sync"]).done();
        assert_eq!(
            synced["conflicts"], 1,
            "conflicts end with 0 and their count"
        );
        first.run(&["sync"]).done();
        EditedApart {
            _database: database,
            _serving: serving,
            first,
            second,
            zoe,
            ben,
        }
    }
}

#[test]
fn two_devices_that_edited_apart_show_one_conflict_with_both_versions() {
    let edited = EditedApart::new();
    let mut ids = Vec::new();
    for device in [&edited.first, &edited.second] {
        let waiting = device.run_as("diet", &["conflicts", "list"]).done();
        assert_eq!(list(&waiting, "conflicts").len(), 1);
        ids.push(text(&waiting["conflicts"][0], "id"));
    }
    assert_eq!(ids[0], ids[1], "two devices speak of one conflict");
    let shown = edited
        .first
        .run_as("diet", &["conflicts", "show", &ids[0]])
        .done();
    assert_eq!(list(&shown, "siblings").len(), 2);
    let values = shown["fields"].to_string();
    assert!(
        values.contains("Okafor-Lind") && values.contains("Okafour"),
        "{values}"
    );
}

/// Two users set one target concurrently: the later one is in force on both, both are listed, and there is no conflict.
#[test]
fn a_target_that_two_set_apart_is_no_conflict() {
    let (_database, _serving, first) = connected(&[("diet", "Dietitian")]);
    let zoe = register(&first, "diet", "Zoë", "Okafor");
    let run = |device: &CliDevice, words: &[&str]| device.run_as("diet", words).done();
    let of = ["targets", "add", "--patient", &zoe, "--nutrient", "PROTEIN"];
    let set = |device: &CliDevice, low: &str| {
        let added = run(device, &[&of[..], &["--low", low]].concat());
        text(&added["target"], "id")
    };
    let before = set(&first, "60");
    run(&first, &["sync"]);
    let second = first.enrol("ada", "diet");
    run(&second, &["sync"]);
    let (mine, theirs) = (set(&first, "75"), set(&second, "80"));
    // one ends what the other replaced
    run(&second, &["targets", "end", &before]);
    run(&first, &["sync"]);
    assert_eq!(run(&second, &["sync"])["conflicts"], 0);
    run(&first, &["sync"]);
    let listed = |device: &CliDevice| {
        let answer = run(device, &["targets", "list", "--patient", &zoe]);
        let rows = list(&answer, "targets").iter();
        rows.map(|row| (text(row, "id"), text(row, "state")))
            .collect::<Vec<_>>()
    };
    let over = [&mine, &before].map(|id| (id.clone(), "over".to_owned()));
    let shown = listed(&first);
    assert_eq!(shown, listed(&second));
    assert_eq!(shown[0], (theirs, "inForce".to_owned()));
    assert!(over.iter().all(|row| shown[1..].contains(row)), "{shown:?}");

    // each ends it on a different day: the days conflict, and a user decides
    run(
        &first,
        &["targets", "end", &shown[0].0, "--on", "2099-01-01"],
    );
    run(
        &second,
        &["targets", "end", &shown[0].0, "--on", "2099-02-01"],
    );
    run(&first, &["sync"]);
    assert_eq!(run(&second, &["sync"])["conflicts"], 1);
}

/// Whoever did it and when: it is done. What they answered may differ, and then a person decides.
#[test]
fn what_two_did_apart_is_done_and_what_they_decided_differently_is_asked() {
    let (_database, _serving, first) = connected(&[("rita", "Medical records")]);
    let zoe = register(&first, "ada", "Zoë", "Okafor");
    let run = |device: &CliDevice, words: &[&str]| device.run_as("rita", words).done();
    let scan = first.write("scan.pdf", b"%PDF-1.7 a letter");
    let add = [
        "documents",
        "add",
        "--office",
        "--patient",
        &zoe,
        "--file",
        &scan,
    ];
    let document = text(&run(&first, &add)["document"], "id");
    let ask = || {
        let of = ["record-requests", "add", "--patient", &zoe];
        let entry = ["--asked-by", "Union", "--asked-for", "Visits"];
        let due = ["--due-on", "2099-01-01"];
        let added = run(&first, &[&of[..], &entry, &due].concat());
        text(&added["request"], "id")
    };
    let (granted, contested) = (ask(), ask());
    run(&first, &["sync"]);
    let second = first.enrol("ada", "rita");
    run(&second, &["sync"]);
    for device in [&first, &second] {
        run(device, &["documents", "file", "--office", &document]);
        run(device, &["record-requests", "done", &granted]);
    }
    run(&first, &["record-requests", "done", &contested]);
    let refuse = ["--reason", "No consent"];
    let of = ["record-requests", "refuse", &contested];
    run(&second, &[&of[..], &refuse].concat());
    for device in [&first, &second, &first, &second] {
        device.run_as("ada", &["sync"]).done();
    }
    for device in [&first, &second] {
        let conflicts = device.run_as("ada", &["conflicts", "list"]).done();
        let [conflict] = &list(&conflicts, "conflicts")[..] else {
            panic!("{conflicts}");
        };
        assert_eq!(conflict["patient"]["id"], zoe, "{conflict}");
        let shown = run(device, &["record-requests", "show", &granted]);
        assert_eq!(shown["request"]["status"], "done", "{shown}");
        let waiting = run(device, &["documents", "to-file"]);
        assert!(!waiting.to_string().contains(&document), "{waiting}");
    }
    let of = ["record-requests", "show", &granted];
    assert_eq!(run(&first, &of), run(&second, &of));
}

/// One resolves a problem with its goal while the other rewords both: there is no conflict.
#[test]
fn ending_a_problem_contradicts_no_rewording_of_it() {
    let (_database, _serving, first) = connected(&[("diet", "Dietitian")]);
    let zoe = register(&first, "diet", "Zoë", "Okafor");
    let run = |device: &CliDevice, words: &[&str]| device.run_as("diet", words).done();
    let of = ["--patient", &zoe];
    let added = run(
        &first,
        &[&["diagnoses", "add", "--problem", "Much energy"][..], &of].concat(),
    );
    let problem = text(&added["diagnosis"], "id");
    let about = ["--text", "Eat less", "--diagnosis", &problem];
    let added = run(&first, &[&["goals", "add"][..], &of, &about].concat());
    let goal = text(&added["goal"], "id");
    let task = ["--text", "Call", "--goal", &goal, "--owner", "diet"];
    let added = run(&first, &[&["tasks", "add"][..], &of, &task].concat());
    let task = text(&added["task"], "id");
    run(&first, &["sync"]);
    let second = first.enrol("ada", "diet");
    run(&second, &["sync"]);

    let met = format!("{goal}=MET");
    run(&first, &["diagnoses", "resolve", &problem, "--goal", &met]);
    run(&first, &["tasks", "finish", &task]);
    run(&first, &["goals", "edit", &goal, "--progress", "100"]);
    for words in [
        ["diagnoses", "edit", &problem, "--signs", "a recall"],
        ["goals", "edit", &goal, "--due", "2027-02-01"],
        ["goals", "edit", &goal, "--text", "Eat 300 kcal less"],
        ["tasks", "edit", &task, "--due", "2026-12-01"],
    ] {
        run(&second, &words);
    }
    run(&first, &["sync"]);
    assert_eq!(run(&second, &["sync"])["conflicts"], 0);
    run(&first, &["sync"]);
    for device in [&first, &second] {
        let listed = |table: &str| {
            let rows = run(device, &[&[table, "list"][..], &of].concat());
            rows[table][0].clone()
        };
        let shown = |row: Value, fields: &[&str]| {
            let values = fields.iter().map(|field| row[field].clone());
            values.collect::<Vec<Value>>()
        };
        assert_eq!(
            shown(listed("diagnoses"), &["problem", "signs", "status"]),
            ["Much energy", "a recall", "resolved"]
        );
        assert_eq!(
            shown(
                listed("goals"),
                &["text", "due", "progress", "status", "diagnosis"]
            ),
            ["Eat 300 kcal less", "2027-02-01", "100", "met", &problem]
        );
        let row = listed("tasks");
        assert_eq!(
            shown(row.clone(), &["text", "due", "goal"]),
            ["Call", "2026-12-01", &goal]
        );
        assert!(row["done"]["by"].is_string(), "{row}");
    }

    // the same text changed on both is shown as one conflict, which a user decides
    run(&first, &["goals", "edit", &goal, "--text", "Eat well"]);
    run(&second, &["goals", "edit", &goal, "--text", "Eat slowly"]);
    run(&first, &["sync"]);
    assert_eq!(run(&second, &["sync"])["conflicts"], 1);
    let waiting = run(&second, &["conflicts", "list"]);
    let id = text(&waiting["conflicts"][0], "id");
    let conflict = run(&second, &["conflicts", "show", &id]);
    let values = conflict["fields"].to_string();
    assert!(
        values.contains("Eat well") && values.contains("Eat slowly"),
        "{values}"
    );
}

#[test]
fn two_devices_that_edited_apart_end_equal_once_a_person_resolved() {
    let edited = EditedApart::new();
    let waiting = edited.first.run_as("diet", &["conflicts", "list"]).done();
    let id = text(&waiting["conflicts"][0], "id");
    let shown = edited
        .first
        .run_as("diet", &["conflicts", "show", &id])
        .done();
    let seen = text(&shown, "seen");
    let lind = list(&shown, "fields").iter().find_map(|field| {
        let values = field["values"].as_array().unwrap();
        values.iter().position(|value| value == "Okafor-Lind")
    });
    let sibling = lind.unwrap().to_string();
    let args = [
        "conflicts",
        "resolve",
        &id,
        "--side",
        &sibling,
        "--seen",
        &seen,
    ];
    edited.first.run_as("diet", &args).done();
    for device in [&edited.first, &edited.second, &edited.first] {
        device.run(&["sync"]).done();
    }
    for (number, device) in [(1, &edited.first), (2, &edited.second)] {
        assert_eq!(family_name(device, "diet", &edited.zoe), "Okafor-Lind");
        assert!(
            list(
                &device.run_as("diet", &["conflicts", "list"]).done(),
                "conflicts"
            )
            .is_empty()
        );
        let output = device
            .run_as("diet", &["patients", "show", &edited.ben])
            .done();
        let form = &output["patient"]["form"]["form"];
        assert_eq!(
            (form["address"]["city"].as_str(), form["phone"].as_str()),
            (Some("Haifa"), Some("+31 20 555 0101")),
            "on {number}"
        );
    }
    assert_same(
        &exported(&edited.first, "ada", "all.json"),
        &exported(&edited.second, "ada", "all.json"),
    );
}

#[test]
fn a_change_on_one_device_appears_on_one_that_watches() {
    let (_database, _serving, first) = connected(&[]);
    let second = first.enrol("ada", "ada");
    let mut watching = second.command(&["sync", "--watch"]).spawn().unwrap();
    let mut events = BufReader::new(watching.stdout.take().unwrap()).lines();
    let mut next = |wanted: &str| {
        loop {
            let line = events.next().expect("it stays").unwrap();
            let event: Value = serde_json::from_str(&line).unwrap();
            assert_ne!(event["event"], "failed", "{line}");
            if event["event"] == wanted {
                return event;
            }
        }
    };
    next("live");
    let zoe = register(&first, "ada", "Zoë", "Okafor");
    first.run(&["sync"]).done();
    let synced = next("synced");
    assert!(synced["sync"]["received"].as_i64() > Some(0), "{synced}");
    assert_eq!(family_name(&second, "ada", &zoe), "Okafor");
    // and what another program writes next to it is pushed by itself
    register(&second, "ada", "Ben", "Tal");
    let synced = next("synced");
    assert!(synced["sync"]["sent"].as_i64() > Some(0), "{synced}");
    watching.kill().unwrap();
    watching.wait().unwrap();
    first.run(&["sync"]).done();
    assert_eq!(
        list(&first.run_as("ada", &["search", "Tal"]).done(), "hits").len(),
        1
    );
}

/// Writes a note by this entry; its id.
fn write_note(device: &CliDevice, user: &str, entry: Value) -> String {
    let output = device.run_as_with_entry(user, &["notes", "write", "--stdin"], &entry);
    text(&output.done()["note"], "id")
}

/// A visit that one device discards while the other edits it: both versions are decided about, and neither answer loses
/// the note and the reading that went with the visit.
#[test]
fn a_visit_that_was_discarded_and_edited_apart_loses_nothing_either_way() {
    for choice in ["keep", "delete"] {
        let (_database, _serving, first) = connected(&[("diet", "Dietitian")]);
        let zoe = register(&first, "diet", "Zoë", "Okafor");
        let of = ["--patient", &zoe];
        let started = first.run_as("diet", &[&["visits", "start"][..], &of].concat());
        let visit = text(&started.done()["visit"], "id");
        let weight = ["--visit", &visit, "--kind", "WEIGHT", "--value", "72 kg"];
        let weigh = [&["measurements", "add"][..], &of, &weight].concat();
        first.run_as("diet", &weigh).done();
        first.run_as("diet", &["sync"]).done();
        let second = first.enrol("ada", "diet");
        second.run_as("diet", &["sync"]).done();
        let tired = ["visits", "edit", &visit, "--complaint", "Tired"];
        second.run_as("diet", &tired).done();
        first.run_as("diet", &["visits", "discard", &visit]).done();
        first.run_as("diet", &["sync"]).done();
        second.run_as("diet", &["sync"]).done();
        let waiting = second.run_as("diet", &["conflicts", "list"]).done();
        let conflict = text(&waiting["conflicts"][0], "id");
        let resolve = ["conflicts", "resolve", &conflict, "--choose", choice];
        second.run_as("diet", &resolve).done();
        if choice == "delete" {
            second.run_as("diet", &["visits", "restore", &visit]).done();
        }
        second.run_as("diet", &["sync"]).done();
        first.run_as("diet", &["sync"]).done();
        for device in [&first, &second] {
            let shown = device.run_as("diet", &["visits", "show", &visit]).done();
            assert!(shown["visit"]["note"].is_object(), "{choice}: {shown}");
            let listed = [&["measurements", "list"][..], &of].concat();
            let listed = device.run_as("diet", &listed).done();
            assert_eq!(list(&listed, "measurements").len(), 1, "{choice}");
        }
    }
}

/// Two users who concurrently keep the same text each sign it.
#[test]
fn a_draft_next_to_a_signed_note_is_an_addendum_of_each_who_adds_it() {
    let (_database, _serving, first) = connected(&[("diet", "Dietitian"), ("dora", "Dietitian")]);
    let zoe = register(&first, "diet", "Zoë", "Okafor");
    let begun = json!({ "patient": zoe, "sections": { "assessment": "Eats late." } });
    let note = write_note(&first, "diet", begun);
    first.run_as("diet", &["sync"]).done();
    let second = first.enrol("ada", "dora");
    let addendum = json!({ "note": note, "sections": { "assessment": "Sleeps badly." } });
    write_note(&second, "dora", addendum);
    first.run_as("diet", &["notes", "sign", &note]).done();
    let sync = || {
        for device in [&first, &second, &first] {
            device.run(&["sync"]).done();
        }
    };
    sync();
    let decisions = [(&first, "diet"), (&second, "dora")];
    for (device, user) in decisions {
        let waiting = device.run_as(user, &["conflicts", "list"]).done();
        let id = text(&list(&waiting, "conflicts")[0], "id");
        let shown = device.run_as(user, &["conflicts", "show", &id]).done();
        let seen = text(&shown, "seen");
        let signed = ["conflicts", "resolve", &id, "--side", "0", "--seen", &seen];
        device.run_as(user, &signed).done();
    }
    sync();
    for (device, user) in decisions {
        let waiting = device.run_as(user, &["conflicts", "list"]).done();
        assert!(list(&waiting, "conflicts").is_empty());
        let shown = device.run_as(user, &["notes", "show", &note]).done();
        let added = list(&shown["note"], "addenda");
        assert_eq!(added.len(), 2);
        for addendum in added {
            assert_eq!(addendum["valid"], true);
            assert!(text(addendum, "text").contains("Sleeps badly."));
        }
    }
    assert_same(
        &exported(&first, "ada", "all.json"),
        &exported(&second, "ada", "all.json"),
    );
}

#[test]
fn an_admin_who_may_not_read_notes_does_not_block_a_decision_on_one() {
    let (_database, _serving, first) = connected(&[("diet", "Dietitian"), ("dora", "Dietitian")]);
    let zoe = register(&first, "diet", "Zoë", "Okafor");
    let begun = json!({ "patient": zoe, "sections": { "assessment": "Eats late." } });
    let note = write_note(&first, "diet", begun);
    first.run_as("diet", &["sync"]).done();
    let second = first.enrol("ada", "dora");
    for (device, user, args) in [
        (&first, "diet", "Sleeps well."),
        (&second, "dora", "Sleeps."),
    ] {
        write_note(
            device,
            user,
            json!({ "note": note, "sections": { "assessment": args } }),
        );
    }
    for device in [&first, &second, &first] {
        device.run(&["sync"]).done();
    }
    let shown = second.run_as("dora", &["conflicts", "list"]).done();
    let id = text(&list(&shown, "conflicts")[0], "id");
    let shown = second.run_as("ada", &["conflicts", "list"]).done();
    assert!(list(&shown, "conflicts").is_empty());
    for args in [
        &["conflicts", "show", &id][..],
        &["conflicts", "resolve", &id, "--side", "0"],
    ] {
        second.run_as("ada", args).refused(1, "not_found");
    }
    second
        .run_as("dora", &["conflicts", "resolve", &id, "--side", "1"])
        .done();
    let sent = second.run(&["sync"]).done();
    assert_eq!((&sent["sent"], &sent["waiting"]), (&json!(1), &json!(0)));
    let unknown = ["refused", "drop", "00000000-0000-7000-8000-000000000000"];
    second.run_as("dora", &unknown).refused(1, "not_found");
}

/// A note is made void at one computer while an addendum is written at the other: it is void, and has the addendum.
#[test]
fn a_note_that_is_made_void_apart_from_its_addendum_has_both() {
    let (_database, _serving, first) = connected(&[("diet", "Dietitian")]);
    let zoe = register(&first, "diet", "Zoë", "Okafor");
    let run = |device: &CliDevice, words: &[&str]| device.run_as("diet", words).done();
    let write = ["notes", "write", "--kind", "FREE", "--patient", &zoe];
    let words = ["--section", "text=Eats late"];
    let written = run(&first, &[&write[..], &words].concat());
    let note = text(&written["note"], "id");
    run(&first, &["notes", "sign", &note]);
    run(&first, &["sync"]);
    let second = first.enrol("ada", "diet");
    run(&second, &["sync"]);

    let void = ["notes", "void", &note, "--reason", "Of another patient"];
    assert_eq!(run(&second, &void)["note"]["state"], "void");
    let add = ["notes", "addendum", "--note", &note, "--text", "And early"];
    let added = run(&first, &[&add[..], &["--reason", "She called"]].concat());
    assert_eq!(added["note"]["state"], "addendum");
    for device in [&first, &second, &first] {
        let synced = run(device, &["sync"]);
        assert_eq!(
            (&synced["refused"], &synced["conflicts"]),
            (&json!(0), &json!(0))
        );
    }
    let show = ["notes", "show", &note];
    let shown = [&first, &second].map(|device| {
        let mut note = run(device, &show)["note"].clone();
        // what a computer has pulled may be in it
        note.as_object_mut().unwrap().remove("seen");
        note
    });
    assert_eq!(shown[0], shown[1]);
    let note = &shown[0];
    assert_eq!(note["state"], "void");
    assert_eq!(note["void"]["reason"], "Of another patient");
    let addenda = list(note, "addenda");
    assert_eq!(
        (addenda.len(), &addenda[0]["text"]),
        (1, &json!("And early"))
    );
    for valid in [&note["signature"], &note["void"], &addenda[0]] {
        assert_eq!(valid["valid"], true, "{note}");
    }
    assert!(list(note, "refused_voids").is_empty());
    let listed = ["notes", "list", "--patient", &zoe];
    let listed = [&first, &second].map(|device| run(device, &listed)["notes"].clone());
    assert_eq!(listed[0], listed[1]);
    assert_eq!(listed[0][0]["state"], "void");
}
