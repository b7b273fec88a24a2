//! Copies of documents that leave the clinic, and where they may go; a disk that is full in the middle.

use std::fs;
use std::path::Path;
use std::process::Command;

use support::cli_device::{ABORT_AT, PASSWORD, assert_aborted};

use super::*;

const SIZE: usize = 1_500_000;

/// A clinic with a document of this size. Returns its id and what is in it.
fn clinic_with_document(size: usize) -> (CliDevice, String, Vec<u8>) {
    let device = CliDevice::new();
    device.init();
    let zoe = register(&device, "ada", "Zoë", "Okafor");
    device.add_user("ada", "diet", "Dietitian");
    let content: Vec<u8> = (0..size).map(|_| rand::random()).collect();
    let file = device.write("scan.bin", &content);
    let add = ["documents", "add", "--patient", &zoe, "--file", &file];
    let added = device.run_as("diet", &add).done();
    (device, text(&added["document"], "id"), content)
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.collect();
    names.sort_unstable();
    names
}

#[test]
fn a_copy_replaces_a_file_and_no_folder() {
    let (device, id, content) = clinic_with_document(SIZE);
    let out = device.path("out");
    fs::create_dir_all(out.join("full/of")).unwrap();
    fs::create_dir(out.join("empty")).unwrap();
    fs::write(out.join("letter"), "old").unwrap();
    for name in ["full.new", "letter.new"] {
        fs::write(out.join(name), "theirs").unwrap();
    }
    let there = names(&out);
    let save = |name: &str, more: &[&str]| {
        let path = out.join(name).display().to_string();
        let save = ["documents", "save", &id, "--out", &path];
        device.run_as("diet", &[&save[..], more].concat())
    };
    for folder in ["full", "empty"] {
        let message = save(folder, &["--replace"]).refused(2, "usage");
        assert!(message.contains("is a folder"), "{message}");
        save(folder, &[]).refused(1, "exists");
    }
    assert_eq!(names(&out), there);
    save("letter", &[]).refused(1, "exists");
    save("letter", &["--replace"]).done();
    assert_eq!(fs::read(out.join("letter")).unwrap(), content);
    for name in ["full.new", "letter.new"] {
        assert_eq!(fs::read(out.join(name)).unwrap(), b"theirs");
    }
    // all the letters that a name may have, and one more
    for (letters, is_taken) in [(251, true), (255, true), (256, false)] {
        let name = "n".repeat(letters);
        for more in [&[][..], &["--replace"]] {
            match is_taken {
                true => drop(save(&name, more).done()),
                false => drop(save(&name, more).refused(2, "usage")),
            }
        }
        assert_eq!(out.join(&name).exists(), is_taken);
    }
    assert_eq!(names(&out).len(), there.len() + 2);
}

#[test]
fn what_a_killed_command_left_of_a_copy_goes_with_the_next() {
    let (device, id, content) = clinic_with_document(SIZE);
    let out = device.path("out");
    fs::create_dir(&out).unwrap();
    fs::write(out.join("letter"), "old").unwrap();
    let path = out.join("letter").display().to_string();
    let save = ["documents", "save", &id, "--out", &path, "--replace"];
    let mut command = device.command_as("diet", PASSWORD, &save);
    let mut program = command
        .env(ABORT_AT, "vault.file.before_name")
        .spawn()
        .unwrap();
    assert_aborted(program.wait().unwrap());
    assert_eq!(fs::read(out.join("letter")).unwrap(), b"old");
    assert_eq!(names(&out).len(), 2, "{:?}", names(&out));
    device.run_as("diet", &save).done();
    assert_eq!(fs::read(out.join("letter")).unwrap(), content);
    assert_eq!(names(&out), ["letter"]);
}

/// Runs a script with a small disk of its own as `$1` and the clinic's folder as `$2`: each `RUN` in it is the next of
/// the commands. Returns what each answered, its status, and what was then on the disk.
fn on_a_disk(device: &CliDevice, script: &str, commands: &[&[&str]]) -> Vec<(Value, i32, String)> {
    let original = device.path("vault");
    let disk = device.path("disk");
    fs::create_dir(&disk).unwrap();
    let mut script = script.to_owned();
    let command = |words: &[&str]| device.command_as("diet", PASSWORD, words);
    for words in commands {
        let command = command(words);
        let program = [command.get_program()].into_iter();
        let parts = program.chain(command.get_args());
        let parts: Vec<_> = parts.map(|part| part.to_str().unwrap()).collect();
        let run = format!(
            "{}; echo \"status $? $(ls -A $1 | xargs)\"",
            parts.join(" ")
        );
        script = script.replacen("RUN", &run, 1);
    }
    let mut shell = Command::new("unshare");
    shell.args(["--mount", "--map-root-user", "/bin/sh", "-c", &script, "sh"]);
    shell.arg(&disk).arg(original);
    for (name, value) in command(&[]).get_envs() {
        match value {
            Some(value) => shell.env(name, value),
            None => shell.env_remove(name),
        };
    }
    let output = shell.output().unwrap();
    let out = String::from_utf8(output.stdout).unwrap();
    let (mut answers, mut answer) = (Vec::new(), String::new());
    for line in out.lines() {
        match line.strip_prefix("status ") {
            Some(rest) => {
                let value = serde_json::from_str(&answer).unwrap_or(Value::Null);
                let (status, left) = rest.split_once(' ').unwrap_or((rest, ""));
                answers.push((value, status.parse().unwrap(), left.to_owned()));
                answer.clear();
            }
            None => answer.push_str(line),
        }
    }
    assert_eq!(answers.len(), commands.len(), "{out} {:?}", output.stderr);
    answers
}

#[test]
fn a_copy_that_a_disk_does_not_take_leaves_nothing_and_names_it() {
    let (device, id, _) = clinic_with_document(SIZE);
    let disk = device.path_arg("disk");
    let (new, old) = (format!("{disk}/new"), format!("{disk}/old"));
    let save = ["documents", "save", &id, "--out", &new];
    let replace = ["documents", "save", &id, "--out", &old, "--replace"];
    let script = r#"
mount -t tmpfs -o size=700k tmpfs "$1"
echo old > "$1/old"
RUN
RUN
mount -o remount,ro "$1"
RUN
RUN
grep -q old "$1/old" || echo "status 99"
"#;
    let answers = on_a_disk(&device, script, &[&save, &replace, &save, &replace]);
    for (at, (answer, status, left)) in answers.iter().enumerate() {
        let error = &answer["error"];
        assert_eq!(
            (&error["code"], *status),
            (&"not_written".into(), 1),
            "{answer}"
        );
        let message = text(error, "message");
        let why = if at < 2 {
            "disk there is full"
        } else {
            "can only be read"
        };
        assert!(message.contains(why), "{message}");
        assert!(!message.contains("clinic's file"), "{message}");
        assert_eq!(left, "old");
    }
}

#[test]
fn a_disk_that_is_full_loses_nothing_that_was_stored_of_a_document() {
    let (mut device, _, _) = clinic_with_document(1_000);
    let list_of = device.run_as("diet", &["patients", "list"]).done();
    let zoe = text(&list(&list_of, "rows")[0], "id");
    let content: Vec<u8> = (0..9_000_000).map(|_| rand::random()).collect();
    let file = device.write("large.bin", &content);
    device.use_vault("disk/clinic");
    let add = ["documents", "add", "--patient", &zoe, "--file", &file];
    let list_of = ["documents", "list", "--patient", &zoe];
    let script = r#"
mount -t tmpfs -o size=12m tmpfs "$1"
mkdir "$1/clinic"
cp -r "$2"/. "$1/clinic"
RUN
RUN
mount -o remount,size=64m "$1"
RUN
"#;
    let answers = on_a_disk(&device, script, &[&add, &list_of, &add]);
    let (refused, status, _) = &answers[0];
    let error = &refused["error"];
    assert_eq!(
        (&error["code"], *status),
        (&"disk_full".into(), 1),
        "{refused}"
    );
    let row = &list(&answers[1].0, "documents")[0];
    let here = row["here"].as_u64().unwrap();
    assert!(here > 0 && here < 9_000_000, "{row}");
    // the sentence says what is there
    let stored = format!("is safe: {:.1} MB of 9.0 MB", here as f64 / 1e6);
    let message = text(error, "message");
    assert!(message.contains(&stored), "{stored}: {message}");
    assert!(!message.contains("nothing of this was saved"), "{message}");
    let (added, status, _) = &answers[2];
    assert_eq!(*status, 0, "{added}");
    assert_eq!(added["document"]["here"], 9_000_000);
    assert_eq!(added["document"]["id"], row["id"]);
}
