//! Two computers without the server for a day, with every noun of the chart typed at both; then they meet.

mod reading;
mod script;
mod versions;

use std::collections::BTreeSet;
use std::{fs, thread};

use support::ServerProcess;
use support::cli_device::connected;
use sync_contract::Catalog;

use super::*;
use reading::Shown;
use script::{Content, Typist};
use versions::{Cell, Versions};

/// Exchanges after which two computers are at rest at the latest: what one sends the other has one later.
const ROUNDS_MAX: usize = 6;
/// The rows that are not typed on such a day.
const NOT_TYPED: [(&str, &str); 1] = [(
    "conflict_resolutions",
    "they are written when computers have met",
)];
/// Entities whose rows are changed only through other rows, where concurrent changes then conflict.
const CHANGED_THROUGH_OTHERS: [(&str, &str); 2] = [
    (
        "appointment_patients",
        "the appointment has time and status",
    ),
    (
        "freed_slots",
        "it is dismissed alone, as a journey of its own does",
    ),
];

/// Exchanges in turn until nothing is sent and nothing comes; no change is refused.
fn exchange(devices: &[(&CliDevice, &str)]) {
    for _ in 0..ROUNDS_MAX {
        let mut moved = 0;
        for (device, user) in devices {
            let synced = device.run_as(user, &["sync"]).done();
            assert_eq!(synced["at_head"], true, "{synced}");
            for name in ["refused", "deferred", "undecided", "quarantined", "waiting"] {
                assert_eq!(synced[name], 0, "{name}: {synced}");
            }
            moved += synced["sent"].as_i64().unwrap() + synced["received"].as_i64().unwrap();
        }
        if moved == 0 {
            return;
        }
    }
    panic!("two computers are not at rest after {ROUNDS_MAX} exchanges");
}

/// Opens the list of conflicts on each computer, which releases equal versions.
fn release_equal(devices: &[(&CliDevice, &str)]) {
    for (device, user) in devices {
        for user in ["ada", user] {
            device.run_as(user, &["conflicts", "list"]).done();
        }
    }
    exchange(devices);
}

/// Fails for an entity that one of both has not written, or of which they share no row: a new one has to be typed.
fn assert_every_entity(written: [&[(Cell, String)]; 2]) {
    let tables = written.map(versions::tables_of);
    let [mine, theirs] = written.map(versions::rows_of);
    let shared: BTreeSet<&str> = mine
        .intersection(&theirs)
        .map(|(table, _)| *table)
        .collect();
    let is_in = |list: &[(&str, &str)], table| list.iter().any(|(known, _)| *known == table);
    let mut missing = Vec::new();
    for entity in Catalog::ALL {
        let (table, authority) = (entity.table, entity.authority);
        if authority.is_admin_signed() || is_in(&NOT_TYPED, table) {
            continue;
        }
        if !tables.iter().all(|tables| tables.contains(table)) {
            missing.push(format!("{table} is not typed at both"));
        }
        let is_changed = !authority.is_append_only() && !is_in(&CHANGED_THROUGH_OTHERS, table);
        if is_changed && !shared.contains(table) {
            missing.push(format!("of {table} no row is changed at both"));
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}

/// Nothing is wrong with the file, its log and its queue.
#[track_caller]
fn assert_sound(device: &CliDevice) {
    let verified = device.run(&["audit", "verify"]).done();
    assert_eq!(verified["is_clean"], true, "{verified}");
    let status = device.run(&["status"]).done();
    for name in ["quarantined", "on_this_computer_only"] {
        assert_eq!(status[name], 0, "{status}");
    }
    assert!(list(&status, "refused").is_empty(), "{status}");
    assert_eq!(status["file"]["alarm"], Value::Null, "{status}");
    let broken = "select count(*) from pragma_foreign_key_check";
    assert_eq!(count(device, broken), 0);
}

/// Each document that was added comes out of this computer as it went in.
fn assert_contents(device: &CliDevice, contents: &[Content]) {
    for content in contents {
        let out = device.path_arg("copy");
        let mut save = vec!["documents", "save", &content.id, "--out", &out, "--replace"];
        save.extend(content.is_office.then_some("--office"));
        device.run_as("diet", &save).done();
        assert!(fs::read(&out).unwrap() == content.bytes, "{}", content.id);
    }
}

/// Asserts that the first and the last computer show a user the same, both read at once. The rows of all computers are
/// equal byte by byte.
fn shown_by_all(devices: &[&CliDevice], patients: &[String], when: &str) -> Shown {
    let exports: Vec<_> = devices.iter().copied().map(Versions::of).collect();
    for export in &exports {
        assert_same(&exports[0].lines, &export.lines);
    }
    let ends = [devices[0], devices[devices.len() - 1]];
    let [first, last] = thread::scope(|scope| {
        let reading = ends.map(|device| scope.spawn(|| reading::read(device, "diet", patients)));
        reading.map(|reading| reading.join().unwrap())
    });
    reading::assert_same(&first, &last, when);
    first
}

#[test]
fn a_day_apart_with_every_entity_ends_the_same_everywhere() {
    reading::assert_all_readings_are_known();
    let staff = [
        ("diet", "Dietitian"),
        ("dora", "Dietitian"),
        ("david", "Doctor"),
        ("ines", "Pharmacist"),
    ];
    let (database, serving, first) = connected(&staff);
    let mut mine = Typist::new(&first, "diet", "kestrel", '1');
    mine.types("before");
    exchange(&[(&first, "diet")]);
    let second = first.enrol("ada", "dora");
    let mut theirs = Typist::new(&second, "dora", "plover", '2');
    theirs.names = mine.names.clone();
    let both = [(&first, "diet"), (&second, "dora")];
    exchange(&both);
    let before = Versions::of(&first);
    assert_same(&before.lines, &Versions::of(&second).lines);

    // neither has the server
    let url = serving.kill();
    thread::scope(|scope| {
        scope.spawn(|| ["each", "first"].map(|section| mine.types(section)));
        scope.spawn(|| ["each", "second"].map(|section| theirs.types(section)));
    });
    let days = [&first, &second].map(Versions::of);
    let written = [0, 1].map(|day| days[day].since(&before));
    assert_every_entity([&written[0], &written[1]]);

    // they meet, and nothing that was acknowledged is lost
    let _serving = ServerProcess::restart(&database, &url);
    exchange(&both);
    release_equal(&both);
    let met = Versions::of(&first);
    assert!(met.disputed() > 20, "{}", met.disputed());
    for (day, written) in days.iter().zip(&written) {
        let lost = met.lost(day, written);
        assert!(lost.is_empty(), "{lost:#?}");
    }
    let third = first.enrol("ada", "diet");
    exchange(&[both[0], both[1], (&third, "diet")]);
    let all = [&first, &second, &third];
    let mut patients: Vec<String> = ["zoe", "new", "one", "that", "this", "ben", "gone"]
        .map(|name| mine.names[name].clone())
        .into();
    patients.push(theirs.names["new"].clone());
    let shown = shown_by_all(&all, &patients, "after the day");
    let of_admin = reading::conflicts(&first, "ada");
    let text = format!("{} {of_admin:?}", reading::all_of(&shown));
    let typed = || mine.typed.iter().chain(&theirs.typed);
    let gone = typed().filter(|typed| !text.contains(&typed.word));
    let gone: Vec<_> = gone.map(|typed| &typed.line).collect();
    assert!(gone.is_empty(), "typed and shown nowhere: {gone:#?}");
    let contents = [&mine.contents[..], &theirs.contents].concat();
    for device in all {
        assert_contents(device, &contents);
    }

    for device in all {
        assert_sound(device);
    }
}
