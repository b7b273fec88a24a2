//! Two files of one person on two computers: merged on one while the other writes to both, and parted again.

use support::cli_device::connected;

use super::*;

fn allergy(device: &CliDevice, patient: &str, substance: &str) {
    let add = ["allergies", "add", "--patient", patient, "--substance"];
    device
        .run_as("diet", &[&add[..], &[substance]].concat())
        .done();
}

fn substances(device: &CliDevice, patient: &str) -> Vec<String> {
    let answer = device.run_as("diet", &["allergies", "list", "--patient", patient]);
    let answer = answer.done();
    let rows = list(&answer, "allergies").iter();
    let mut names: Vec<String> = rows.map(|row| text(row, "substance")).collect();
    names.sort_unstable();
    names
}

fn listed(device: &CliDevice) -> Vec<String> {
    let answer = device.run_as("diet", &["patients", "list"]).done();
    let rows = list(&answer, "rows").iter();
    let mut ids: Vec<String> = rows.map(|row| text(row, "id")).collect();
    ids.sort_unstable();
    ids
}

fn merge_of(device: &CliDevice, from: &str, into: &str) -> String {
    let merge = ["patients", "merge", from, "--into", into];
    let answer = device.run_as("diet", &merge).done();
    text(&answer["patient"]["merges"][0], "id")
}

fn sync(devices: [&CliDevice; 3]) {
    for device in devices {
        device.run_as("diet", &["sync"]).done();
    }
}

#[test]
fn a_merge_and_its_undoing_take_in_what_another_computer_writes_meanwhile() {
    let (_database, _serving, first) = connected(&[("diet", "Dietitian")]);
    let zoe = register(&first, "diet", "Zoë", "Okafor");
    let twice = register(&first, "diet", "Zoe", "Okafor");
    allergy(&first, &zoe, "Peanut");
    first.run(&["sync"]).done();
    let second = first.enrol("ada", "diet");
    sync([&second, &first, &second]);

    let merge = merge_of(&first, &twice, &zoe);
    allergy(&second, &twice, "Egg");
    allergy(&second, &zoe, "Milk");
    let phone = ["patients", "edit", &twice, "--phone", "+31 20 555 0101"];
    second.run_as("diet", &phone).done();
    sync([&first, &second, &first]);
    for device in [&first, &second] {
        assert_eq!(listed(device), [zoe.as_str()]);
        for file in [&zoe, &twice] {
            assert_eq!(substances(device, file), ["Egg", "Milk", "Peanut"]);
        }
        let conflicts = device.run_as("diet", &["conflicts", "list"]).done();
        assert!(list(&conflicts, "conflicts").is_empty(), "{conflicts}");
    }

    // both undo it, and the other one writes to both files before it knows
    allergy(&second, &zoe, "Sesame");
    allergy(&second, &twice, "Soya");
    for device in [&first, &second] {
        device
            .run_as("diet", &["patients", "undo-merge", &merge])
            .done();
    }
    sync([&first, &second, &first]);
    let mut both = [zoe.clone(), twice.clone()];
    both.sort_unstable();
    for device in [&first, &second] {
        assert_eq!(listed(device), both);
        assert_eq!(substances(device, &zoe), ["Milk", "Peanut", "Sesame"]);
        assert_eq!(substances(device, &twice), ["Egg", "Soya"]);
    }
    assert_same(
        &exported(&first, "ada", "all.json"),
        &exported(&second, "ada", "all.json"),
    );
}

/// Each merged what it saw: no chart is out of sight, and each merge can be undone.
#[test]
fn two_computers_that_merge_against_each_other_hide_no_file() {
    let (_database, _serving, first) = connected(&[("diet", "Dietitian")]);
    let files = ["Zoë", "Zoe", "Zoey"].map(|name| register(&first, "diet", name, "Okafor"));
    for (file, substance) in files.iter().zip(["Egg", "Milk", "Soya"]) {
        allergy(&first, file, substance);
    }
    first.run(&["sync"]).done();
    let second = first.enrol("ada", "diet");
    sync([&second, &first, &second]);
    let merges = [
        merge_of(&first, &files[0], &files[1]),
        merge_of(&second, &files[1], &files[0]),
        merge_of(&second, &files[0], &files[2]),
    ];
    sync([&first, &second, &first]);
    let shown = listed(&first);
    assert_eq!(shown.len(), 1, "{shown:?}");
    for device in [&first, &second] {
        assert_eq!(listed(device), shown);
        for file in &files {
            assert_eq!(substances(device, file), ["Egg", "Milk", "Soya"]);
        }
    }
    for merge in &merges {
        first
            .run_as("diet", &["patients", "undo-merge", merge])
            .done();
    }
    sync([&first, &second, &first]);
    for device in [&first, &second] {
        assert_eq!(listed(device).len(), 3);
        assert_eq!(substances(device, &files[1]), ["Milk"]);
    }
}

/// A file from which another program deleted the merge reports that something is missing.
#[test]
fn a_merge_that_was_taken_out_of_the_file_is_reported() {
    let (_database, _serving, first) = connected(&[("diet", "Dietitian")]);
    let zoe = register(&first, "diet", "Zoë", "Okafor");
    let twice = register(&first, "diet", "Zoe", "Okafor");
    allergy(&first, &zoe, "Peanut");
    merge_of(&first, &twice, &zoe);
    let database = rusqlite::Connection::open(first.vault().join("vault.db")).unwrap();
    for patient in [&zoe, &twice] {
        let patient: uuid::Uuid = patient.parse().unwrap();
        let one = rusqlite::params![patient.as_bytes()];
        let sql = "delete from patient_links where patient = ?1";
        assert_eq!(database.execute(sql, one).unwrap(), 1);
        let shown = first.run_as("diet", &["patients", "show", &zoe]);
        assert_eq!(shown.status, 3, "{shown:?}");
        assert!(shown.out.contains("patient_link"), "{shown:?}");
    }
    let others = first.run_as("diet", &["patients", "list"]);
    assert_eq!(others.status, 3, "{others:?}");
}

/// Damage in the merged file is reported where both are shown.
#[test]
fn damage_in_one_file_is_reported_in_the_other() {
    let (_database, _serving, first) = connected(&[("diet", "Dietitian")]);
    let zoe = register(&first, "diet", "Zoë", "Okafor");
    let twice = register(&first, "diet", "Zoe", "Okafor");
    allergy(&first, &twice, "Egg");
    merge_of(&first, &twice, &zoe);
    let database = rusqlite::Connection::open(first.vault().join("vault.db")).unwrap();
    assert_eq!(database.execute("delete from allergies", []).unwrap(), 1);
    let shown = first.run_as("diet", &["patients", "show", &zoe]).ended(3);
    let damaged = &shown["patient"]["header"]["damaged"];
    assert_eq!(damaged[0]["what"], "allergy", "{shown}");
    assert_eq!(damaged[0]["missing"], 1, "{shown}");
}

/// Both files are deleted, and each deletion is contested separately: charting in either is not lost.
#[test]
fn charting_in_a_merged_file_contests_the_deletion_of_the_other() {
    let (_database, _serving, first) = connected(&[("diet", "Dietitian")]);
    let zoe = register(&first, "diet", "Zoë", "Okafor");
    let twice = register(&first, "diet", "Zoe", "Okafor");
    first.run(&["sync"]).done();
    let second = first.enrol("ada", "diet");
    sync([&second, &first, &second]);
    let delete = ["patients", "delete", &zoe, "--reason", "DUPLICATE"];
    let restore = ["patients", "restore", &twice];
    let conflicts = |device: &CliDevice| {
        let answer = device.run_as("diet", &["conflicts", "list"]).done();
        list(&answer, "conflicts").to_vec()
    };

    // the second computer knows of neither, then of the merge alone
    for (round, order) in [[&first, &second], [&second, &first]]
        .into_iter()
        .enumerate()
    {
        if round == 0 {
            merge_of(&first, &twice, &zoe);
        }
        first.run_as("ada", &delete).done();
        allergy(&second, &twice, ["Egg", "Milk"][round]);
        sync([order[0], order[1], order[0]]);
        sync([&first, &second, &first]);
        for device in [&first, &second] {
            assert_eq!(listed(device), [twice.as_str()], "{round}");
            assert_eq!(conflicts(device).len(), 1, "{round}");
        }
        let conflict = text(&conflicts(&first)[0], "id");
        let decide = ["conflicts", "resolve", &conflict, "--choose", "keep"];
        first.run_as("ada", &decide).done();
        first.run_as("ada", &restore).done();
        sync([&first, &second, &first]);
        for device in [&first, &second] {
            assert_eq!(listed(device), [zoe.as_str()], "{round}");
            assert!(conflicts(device).is_empty(), "{round}");
            assert!(substances(device, &zoe).contains(&"Egg".to_owned()));
        }
    }
}

/// The decision about a deletion names the versions of every cell, and a later edit of one of them decides none of what
/// waits there.
#[test]
fn an_edit_after_a_decision_about_a_deletion_decides_no_other_conflict() {
    let (_database, _serving, first) = connected(&[("diet", "Dietitian")]);
    let zoe = register(&first, "diet", "Zoë", "Okafor");
    first.run(&["sync"]).done();
    let second = first.enrol("ada", "diet");
    sync([&second, &first, &second]);
    let edit = |device: &CliDevice, words: &[&str]| {
        let edit = [&["patients", "edit", &zoe][..], words].concat();
        device.run_as("diet", &edit).done();
    };
    edit(&first, &["--phone", "020 111 1111"]);
    edit(&second, &["--phone", "020 222 2222"]);
    sync([&first, &second, &first]);
    let delete = ["patients", "delete", &zoe, "--reason", "DUPLICATE"];
    first.run_as("ada", &delete).done();
    edit(&second, &["--city", "Haifa"]);
    sync([&first, &second, &first]);
    let conflicts = |device: &CliDevice| {
        let answer = device.run_as("diet", &["conflicts", "list"]).done();
        list(&answer, "conflicts").clone()
    };
    let open = conflicts(&first);
    let deletion = open.iter().find(|one| one["what"] == "patient.deleted");
    let id = text(deletion.unwrap(), "id");
    let resolve = ["conflicts", "resolve", &id, "--choose", "keep"];
    first.run_as("ada", &resolve).done();
    edit(&first, &["--email", "zoe@example.org"]);
    sync([&first, &second, &first]);
    for device in [&first, &second] {
        let left = conflicts(device);
        assert_eq!(left.len(), 1, "{left:?}");
        let show = ["conflicts", "show", &text(&left[0], "id")];
        let shown = device.run_as("diet", &show).done()["fields"].to_string();
        for phone in ["020 111 1111", "020 222 2222"] {
            assert!(shown.contains(phone), "{shown}");
        }
    }
}

#[test]
fn two_who_delete_a_patient_agree() {
    let (_database, _serving, first) = connected(&[("diet", "Dietitian")]);
    let zoe = register(&first, "diet", "Zoë", "Okafor");
    first.run(&["sync"]).done();
    let second = first.enrol("ada", "diet");
    sync([&second, &first, &second]);
    let delete = ["patients", "delete", &zoe, "--reason"];
    for (device, reason) in [(&first, "DUPLICATE"), (&second, "OTHER")] {
        let delete = [&delete[..], &[reason]].concat();
        device.run_as("ada", &delete).done();
    }
    sync([&first, &second, &first]);
    for device in [&first, &second] {
        assert!(listed(device).is_empty());
        let conflicts = device.run_as("diet", &["conflicts", "list"]).done();
        assert!(list(&conflicts, "conflicts").is_empty(), "{conflicts}");
    }
    second.run_as("ada", &["patients", "restore", &zoe]).done();
    sync([&second, &first, &second]);
    for device in [&first, &second] {
        assert_eq!(listed(device), [zoe.as_str()]);
    }
}

/// Two merges made apart took a value into one file: the one that a person chose goes back with its own merge.
#[test]
fn the_value_that_was_chosen_of_two_merges_goes_back_with_its_merge() {
    let (_database, _serving, first) = connected(&[("diet", "Dietitian")]);
    let phones = ["+31 20 555 0101", "+31 20 555 0202", "+31 20 555 0303"];
    let files = phones.map(|phone| {
        let file = register(&first, "diet", "Zoë", "Okafor");
        let edit = ["patients", "edit", &file, "--phone", phone];
        first.run_as("diet", &edit).done();
        file
    });
    let [one, other, stays] = &files;
    first.run(&["sync"]).done();
    let second = first.enrol("ada", "diet");
    sync([&second, &first, &second]);
    let merged = |device: &CliDevice, from: &str| {
        let merge = [
            "patients", "merge", from, "--into", stays, "--take", "phone",
        ];
        let answer = device.run_as("diet", &merge).done();
        text(&answer["patient"]["merges"][0], "id")
    };
    let phone = || {
        let shown = first.run_as("diet", &["patients", "show", stays]).done();
        text(&shown["patient"]["form"]["form"], "phone")
    };
    let merges = [merged(&first, one), merged(&second, other)];
    sync([&first, &second, &first]);
    let conflicts = first.run_as("diet", &["conflicts", "list"]).done();
    let id = text(&list(&conflicts, "conflicts")[0], "id");
    let shown = first.run_as("diet", &["conflicts", "show", &id]).done();
    let mut fields = list(&shown, "fields").iter();
    let values = fields.find(|field| field["same"] == false).unwrap();
    let mut values = list(values, "values").iter();
    let chosen = values.position(|value| *value == phones[0]).unwrap();
    let chosen = chosen.to_string();
    let resolve = ["conflicts", "resolve", &id, "--side", &chosen];
    first.run_as("diet", &resolve).done();
    assert_eq!(phone(), phones[0]);
    for merge in &merges {
        let undo = ["patients", "undo-merge", merge];
        first.run_as("diet", &undo).done();
        assert_eq!(phone(), phones[2]);
    }
}
