use std::io::{BufRead, BufReader};

use serde_json::json;
use support::cli_device::connected;

use super::*;

#[test]
fn two_laptops_edit_apart_end_equal_and_a_person_decides_what_both_changed() {
    let (_database, _serving, first) = connected(&[("diet", "Dietitian")]);
    let zoe = register(&first, "diet", "Zoë", "Okafor");
    let ben = register(&first, "diet", "Ben", "Tal");
    first.by("diet", &["sync"]).done();
    let second = first.enrol("ada", "diet");
    assert_eq!(family_name(&second, "diet", &zoe), "Okafor");

    // apart: different cells of one person, the same cell of another, and somebody new on each
    first
        .by(
            "diet",
            &["patients", "edit", &ben, "--phone", "+31 20 555 0101"],
        )
        .done();
    second
        .by("diet", &["patients", "edit", &ben, "--city", "Haifa"])
        .done();
    first
        .by(
            "diet",
            &["patients", "edit", &zoe, "--family-name", "Okafor-Lind"],
        )
        .done();
    second
        .by(
            "diet",
            &["patients", "edit", &zoe, "--family-name", "Okafour"],
        )
        .done();
    register(&first, "diet", "Mari", "Հարությունյան");
    register(&second, "diet", "美咲", "佐藤");
    first.says(&["sync"]).done();
    let synced = second.says(&["sync"]).done();
    assert_eq!(
        synced["conflicts"], 1,
        "conflicts end with 0 and their count"
    );
    first.says(&["sync"]).done();

    let mut ids = Vec::new();
    for device in [&first, &second] {
        let waiting = device.by("diet", &["conflicts", "list"]).done();
        assert_eq!(list(&waiting, "conflicts").len(), 1);
        ids.push(text(&waiting["conflicts"][0], "id"));
    }
    assert_eq!(ids[0], ids[1], "two devices speak of one conflict");
    let shown = first.by("diet", &["conflicts", "show", &ids[0]]).done();
    assert_eq!(list(&shown, "siblings").len(), 2);
    let values = shown["fields"].to_string();
    assert!(
        values.contains("Okafor-Lind") && values.contains("Okafour"),
        "{values}"
    );
    let seen = text(&shown, "seen");
    let lind = list(&shown, "fields").iter().find_map(|field| {
        let values = field["values"].as_array().unwrap();
        values.iter().position(|value| value == "Okafor-Lind")
    });
    let sibling = lind.unwrap().to_string();
    let words = [
        "conflicts",
        "resolve",
        &ids[0],
        "--side",
        &sibling,
        "--seen",
        &seen,
    ];
    first.by("diet", &words).done();
    for device in [&first, &second, &first] {
        device.says(&["sync"]).done();
    }
    for (number, device) in [(1, &first), (2, &second)] {
        assert_eq!(family_name(device, "diet", &zoe), "Okafor-Lind");
        assert!(
            list(
                &device.by("diet", &["conflicts", "list"]).done(),
                "conflicts"
            )
            .is_empty()
        );
        let said = device.by("diet", &["patients", "show", &ben]).done();
        let form = &said["patient"]["form"]["form"];
        assert_eq!(
            (form["address"]["city"].as_str(), form["phone"].as_str()),
            (Some("Haifa"), Some("+31 20 555 0101")),
            "on {number}"
        );
    }
    assert_same(
        &exported(&first, "ada", "all.json"),
        &exported(&second, "ada", "all.json"),
    );
}

#[test]
fn a_change_on_one_laptop_appears_on_one_that_watches() {
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
    first.says(&["sync"]).done();
    let synced = next("synced");
    assert!(synced["sync"]["received"].as_i64() > Some(0), "{synced}");
    assert_eq!(family_name(&second, "ada", &zoe), "Okafor");
    // and what another program writes beside it goes up by itself
    register(&second, "ada", "Ben", "Tal");
    let synced = next("synced");
    assert!(synced["sync"]["sent"].as_i64() > Some(0), "{synced}");
    watching.kill().unwrap();
    watching.wait().unwrap();
    first.says(&["sync"]).done();
    assert_eq!(
        list(&first.by("ada", &["search", "Tal"]).done(), "hits").len(),
        1
    );
}

/// Writes a note by this entry; its id.
fn write_note(device: &CliDevice, user: &str, entry: Value) -> String {
    let said = device.by_with_entry(user, &["notes", "write", "--stdin"], &entry);
    text(&said.done()["note"], "id")
}

#[test]
fn what_stood_beside_a_signed_note_is_added_once_though_two_laptops_decide_apart() {
    let (_database, _serving, first) = connected(&[("diet", "Dietitian"), ("dora", "Dietitian")]);
    let zoe = register(&first, "diet", "Zoë", "Okafor");
    let begun = json!({ "patient": zoe, "sections": { "assessment": "Eats late." } });
    let note = write_note(&first, "diet", begun);
    first.by("diet", &["sync"]).done();
    let second = first.enrol("ada", "dora");
    let beside = json!({ "note": note, "sections": { "assessment": "Sleeps badly." } });
    write_note(&second, "dora", beside);
    first.by("diet", &["notes", "sign", &note]).done();
    let sync = || {
        for device in [&first, &second, &first] {
            device.says(&["sync"]).done();
        }
    };
    sync();
    let laptops = [(&first, "diet"), (&second, "dora")];
    for (device, user) in laptops {
        let waiting = device.by(user, &["conflicts", "list"]).done();
        let id = text(&list(&waiting, "conflicts")[0], "id");
        let shown = device.by(user, &["conflicts", "show", &id]).done();
        let seen = text(&shown, "seen");
        let signed = ["conflicts", "resolve", &id, "--side", "0", "--seen", &seen];
        device.by(user, &signed).done();
    }
    sync();
    for (device, user) in laptops {
        let waiting = device.by(user, &["conflicts", "list"]).done();
        assert!(list(&waiting, "conflicts").is_empty());
        let shown = device.by(user, &["notes", "show", &note]).done();
        let added = list(&shown["note"], "addenda");
        assert_eq!((added.len(), &added[0]["valid"]), (1, &json!(true)));
        assert!(text(&added[0], "text").contains("Sleeps badly."));
    }
    assert_same(
        &exported(&first, "ada", "all.json"),
        &exported(&second, "ada", "all.json"),
    );
}

#[test]
fn an_admin_who_may_not_read_notes_keeps_nobody_from_deciding_on_one() {
    let (_database, _serving, first) = connected(&[("diet", "Dietitian"), ("dora", "Dietitian")]);
    let zoe = register(&first, "diet", "Zoë", "Okafor");
    let begun = json!({ "patient": zoe, "sections": { "assessment": "Eats late." } });
    let note = write_note(&first, "diet", begun);
    first.by("diet", &["sync"]).done();
    let second = first.enrol("ada", "dora");
    for (device, user, words) in [
        (&first, "diet", "Sleeps well."),
        (&second, "dora", "Sleeps."),
    ] {
        write_note(
            device,
            user,
            json!({ "note": note, "sections": { "assessment": words } }),
        );
    }
    for device in [&first, &second, &first] {
        device.says(&["sync"]).done();
    }
    let shown = second.by("dora", &["conflicts", "list"]).done();
    let id = text(&list(&shown, "conflicts")[0], "id");
    let shown = second.by("ada", &["conflicts", "list"]).done();
    assert!(list(&shown, "conflicts").is_empty());
    for words in [
        &["conflicts", "show", &id][..],
        &["conflicts", "resolve", &id, "--side", "0"],
    ] {
        second.by("ada", words).refused(1, "not_found");
    }
    second
        .by("dora", &["conflicts", "resolve", &id, "--side", "1"])
        .done();
    let sent = second.says(&["sync"]).done();
    assert_eq!((&sent["sent"], &sent["waiting"]), (&json!(1), &json!(0)));
    let unknown = ["refused", "drop", "00000000-0000-7000-8000-000000000000"];
    second.by("dora", &unknown).refused(1, "not_found");
}
