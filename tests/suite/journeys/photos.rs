//! Photos on two computers: set, taken away and back; set on both while neither knew of the other; of merged files.

use std::fs;

use support::cli_device::connected;

use super::*;

/// A PNG as far as its header says, a sixth of a megabyte of noise behind it.
fn picture(width: u8) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0".to_vec();
    bytes.extend([width, 0, 0, 0, width]);
    bytes.extend((0..160_000).map(|_| rand::random::<u8>()));
    bytes
}

fn set(device: &CliDevice, user: &str, patient: &str, content: &[u8]) -> Value {
    let file = device.write("face.jpg", content);
    let set = ["patients", "photo", "set", patient, &file];
    device.run_as(user, &set).done()["photo"].clone()
}

fn saved(device: &CliDevice, user: &str, patient: &str, more: &[&str]) -> Vec<u8> {
    let out = device.path_arg("copy");
    let save = [
        "patients",
        "photo",
        "save",
        patient,
        "--out",
        &out,
        "--replace",
    ];
    device.run_as(user, &[&save[..], more].concat()).done();
    fs::read(out).unwrap()
}

fn shown(device: &CliDevice, user: &str, patient: &str) -> Value {
    let show = ["patients", "photo", "show", patient];
    device.run_as(user, &show).done()["photo"].clone()
}

#[test]
fn a_photo_goes_to_another_computer_last_and_is_taken_away_and_put_back() {
    let (_database, _serving, first) =
        connected(&[("diet", "Dietitian"), ("desk", "Receptionist")]);
    let zoe = register(&first, "diet", "Zoë", "Okafor");
    let content = picture(9);
    let photo = set(&first, "desk", &zoe, &content);
    assert_eq!(
        (photo["media_type"].as_str(), photo["size"].as_u64()),
        (Some("image/png"), Some(content.len() as u64))
    );
    let status = first.run(&["status"]).done();
    assert!(status["on_this_computer_only"].as_u64() > Some(0));
    first.run(&["sync"]).done();
    let second = first.enrol("ada", "desk");
    second.run(&["sync"]).done();
    assert_eq!(saved(&second, "desk", &zoe, &[]), content);

    let remove = ["patients", "photo", "remove", &zoe, "--reason", "asked"];
    second.run_as("desk", &remove).done();
    second.run(&["sync"]).done();
    first.run(&["sync"]).done();
    assert_eq!(shown(&first, "diet", &zoe), Value::Null);
    let out = first.path_arg("none");
    let save = ["patients", "photo", "save", &zoe, "--out", &out];
    first.run_as("diet", &save).refused(1, "not_found");
    assert!(fs::metadata(&out).is_err());
    first
        .run_as("diet", &["patients", "photo", "restore", &zoe])
        .done();
    first.run(&["sync"]).done();
    second.run(&["sync"]).done();
    for (device, user) in [(&first, "diet"), (&second, "desk")] {
        assert_eq!(saved(device, user, &zoe, &[]), content);
    }
}

#[test]
fn of_two_photos_that_were_set_offline_a_person_chooses() {
    let (_database, _serving, first) = connected(&[("diet", "Dietitian")]);
    let zoe = register(&first, "diet", "Zoë", "Okafor");
    first.run(&["sync"]).done();
    let second = first.enrol("ada", "diet");
    second.run_as("diet", &["sync"]).done();
    let (here, there) = (picture(9), picture(8));
    set(&first, "diet", &zoe, &here);
    set(&second, "diet", &zoe, &there);
    for device in [&first, &second, &first] {
        device.run_as("diet", &["sync"]).done();
        assert_eq!(count(device, "select count(*) from patient_photos"), 1);
    }
    let conflicts = first.run_as("diet", &["conflicts", "list"]).done();
    let conflicts = list(&conflicts, "conflicts");
    assert_eq!(conflicts.len(), 1, "{conflicts:?}");
    assert_eq!(conflicts[0]["what"], "patient_photo.photo");
    let id = text(&conflicts[0], "id");
    // both can be seen before one is chosen
    let both = ["0", "1"].map(|sibling| saved(&first, "diet", &zoe, &["--side", sibling]));
    assert!(both.contains(&here) && both.contains(&there));
    let chosen = both.iter().position(|content| *content == there).unwrap();
    let chosen = chosen.to_string();
    let resolve = ["conflicts", "resolve", &id, "--side", &chosen];
    first.run_as("diet", &resolve).done();
    for device in [&first, &second] {
        device.run_as("diet", &["sync"]).done();
        assert_eq!(saved(device, "diet", &zoe, &[]), there);
        let left = device.run_as("diet", &["conflicts", "list"]).done();
        assert!(list(&left, "conflicts").is_empty(), "{left}");
    }
    assert_same(
        &exported(&first, "ada", "all.json"),
        &exported(&second, "ada", "all.json"),
    );
}

#[test]
fn files_that_are_no_photo_are_refused_in_a_sentence() {
    let device = CliDevice::new();
    device.init();
    let zoe = register(&device, "ada", "Zoë", "Okafor");
    let large = [picture(9), picture(9)].concat();
    let mut wide = picture(9);
    wide[17] = 1;
    let pipe = device.path_arg("pipe");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.unwrap().success());
    let folder = device.path_arg("folder");
    fs::create_dir(&folder).unwrap();
    let gone = device.path_arg("gone.png");
    let cases = [
        (
            device.write("a.png", b"%PDF-1.7"),
            "is no JPEG, PNG or WebP",
        ),
        (device.write("b.png", b""), "is empty"),
        (device.write("c.png", &large), "is larger than 256 KB"),
        (device.write("d.png", &wide), "more than 4096 dots"),
        (pipe, "is no file that can be added"),
        (folder, "is a folder"),
        (gone, "is not there"),
    ];
    for (file, sentence) in cases {
        let set = ["patients", "photo", "set", &zoe, &file];
        let message = device.run_as("ada", &set).refused(2, "usage");
        assert!(message.contains(sentence), "{message}");
        assert!(message.contains("Nothing was added"), "{message}");
    }
    assert_eq!(shown(&device, "ada", &zoe), Value::Null);
}
