//! A database file that is damaged, cut off, too new, another clinic's, out of reach, or on a full disk.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

use support::cli_device::{CommandOutput, PASSWORD};

use super::*;

const UNPRIVILEGED_UID: u32 = 65_534;

/// A device whose file is complete on the disk, with one patient.
fn saved_clinic() -> (CliDevice, String, Vec<u8>) {
    let device = CliDevice::new();
    device.init();
    let zoe = register(&device, "ada", "Zoë", "Okafor");
    let file = device.vault().join("vault.db");
    let original = rusqlite::Connection::open(&file).unwrap();
    original
        .query_row("pragma wal_checkpoint(truncate)", [], |_| Ok(()))
        .unwrap();
    drop(original);
    let bytes = fs::read(&file).unwrap();
    (device, zoe, bytes)
}

#[test]
fn a_damaged_or_foreign_file_is_reported_and_left_as_it_is() {
    let (device, zoe, original) = saved_clinic();
    let file = device.vault().join("vault.db");
    let put = |bytes: &[u8]| {
        for log_file in ["vault.db-wal", "vault.db-shm"] {
            if device.vault().join(log_file).exists() {
                fs::remove_file(device.vault().join(log_file)).unwrap();
            }
        }
        fs::write(&file, bytes).unwrap();
    };
    let open = || device.run_as("ada", &["patients", "show", &zoe]);
    let diary = b"Dear diary, today".repeat(100);

    let mut damaged = original.clone();
    // the first page of the schema, after the header that names the clinic
    damaged[100..4_000].fill(0x5a);
    let mut foreign = original.clone();
    foreign[..16].copy_from_slice(b"SQLite format 3\0");
    foreign[68..72].copy_from_slice(&[0; 4]);
    for (bytes, code) in [
        (&damaged, "file_damaged"),
        (
            &original[..original.len() / 2 - 7].to_vec(),
            "file_truncated",
        ),
        // whatever lies there now: in this folder was a clinic
        (&vec![0; original.len()], "file_damaged"),
        (&diary, "file_damaged"),
        (&foreign, "file_damaged"),
    ] {
        put(bytes);
        open().refused(1, code);
        assert!(
            fs::read(&file).unwrap() == *bytes,
            "{code}: the file is left as it is"
        );
    }
    let stranger = CliDevice::new();
    fs::create_dir_all(stranger.vault()).unwrap();
    for bytes in [&diary, &foreign] {
        fs::write(stranger.vault().join("vault.db"), bytes).unwrap();
        let list = stranger.run_as("ada", &["patients", "list"]);
        list.refused(1, "file_not_ours");
        assert_eq!(fs::read_dir(stranger.vault()).unwrap().count(), 1);
    }

    put(&original);
    let later = rusqlite::Connection::open(&file).unwrap();
    let newer = "insert into refinery_schema_history (version, name, applied_on, checksum)
        values (9999, 'later', '2040-01-01T00:00:00Z', '1')";
    later.execute(newer, []).unwrap();
    drop(later);
    open().refused(1, "file_newer");

    put(&original);
    open().done();
    let nowhere = CliDevice::new();
    nowhere
        .run_as("ada", &["patients", "list"])
        .refused(1, "no_vault");
    // and nothing is ever made over something
    let sheet = device.path_arg("another.txt");
    let args = ["init", "--clinic", "Again", "--recovery-file", &sheet];
    device.run_as("ada", &args).refused(1, "already_there");
    let sheet = device.path_arg("recovery.txt");
    nowhere
        .run_as(
            "ada",
            &["init", "--clinic", "Again", "--recovery-file", &sheet],
        )
        .refused(1, "exists");
    assert!(!nowhere.vault().exists());
    open().done();
}

/// A pipe is waited for for ever, and a link leads to the file of somebody else.
#[test]
fn what_is_no_file_next_to_the_clinics_is_refused_and_counts_no_try() {
    let (device, zoe, _) = saved_clinic();
    let elsewhere = device.path("elsewhere");
    let puts: [fn(&Path, &Path); 3] = [
        |odd, _| assert!(Command::new("mkfifo").arg(odd).status().unwrap().success()),
        |odd, _| fs::create_dir(odd).unwrap(),
        |odd, elsewhere| std::os::unix::fs::symlink(elsewhere, odd).unwrap(),
    ];
    let names = [
        "vault.db-journal",
        "vault.db-wal",
        "vault.db-shm",
        "vault.lock",
        "sign-in.lock",
    ];
    for name in names {
        let odd = device.vault().join(name);
        for put in puts {
            let was_there = fs::remove_file(&odd).is_ok();
            put(&odd, &elsewhere);
            let shown = device.run_as("ada", &["patients", "show", &zoe]);
            shown.refused(1, "file_not_ours");
            assert!(!elsewhere.exists(), "{name}");
            let removed = fs::remove_file(&odd).or_else(|_| fs::remove_dir(&odd));
            removed.unwrap_or_else(|error| panic!("{name} {was_there}: {error}"));
        }
    }
    device.run_as("ada", &["patients", "show", &zoe]).done();
}

/// Every command then advises to do it again, and with a word in the file it looks as if it had never been used.
#[test]
fn a_clinic_that_is_called_unfinished_has_its_recovery_key() {
    let (device, _, _) = saved_clinic();
    let sheet = device.path_arg("recovery.txt");
    let init = ["init", "--clinic", "Again", "--recovery-file", &sheet];
    let key = fs::read(&sheet).unwrap();
    fs::write(device.vault().join("unfinished"), "").unwrap();
    for edit in [
        "select 1",
        "update device set number = 77",
        "delete from audit",
    ] {
        let file = rusqlite::Connection::open(device.vault().join("vault.db")).unwrap();
        file.execute_batch(edit).unwrap();
        drop(file);
        device.run_as("ada", &init).refused(1, "exists");
        assert!(fs::read(&sheet).unwrap() == key, "{edit}");
    }
    let other = device.path_arg("another.txt");
    let args = ["init", "--clinic", "Again", "--recovery-file", &other];
    device.run_as("ada", &args).done();
    let aside = device.vault().join("vault-aside-1.db");
    let aside = rusqlite::Connection::open(aside).unwrap();
    let patients = aside.query_row("select count(*) from patients", [], |row| row.get(0));
    assert_eq!(patients, Ok(1));
    assert!(fs::read(&sheet).unwrap() == key);
}

#[test]
fn a_file_that_this_user_may_not_open_is_reported() {
    let (device, zoe, _) = saved_clinic();
    let file = device.vault().join("vault.db");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o000)).unwrap();
    if fs::File::open(&file).is_ok() {
        for path in [device.path(""), device.vault()] {
            fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
        }
    }
    let refused = run_unprivileged(&device, &["patients", "show", &zoe]);
    refused.refused(1, "no_permission");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
    device.run_as("ada", &["patients", "show", &zoe]).done();
}

/// Runs a command as an unprivileged user: the superuser may open everything.
fn run_unprivileged(device: &CliDevice, args: &[&str]) -> CommandOutput {
    let mut command = device.command_as("ada", PASSWORD, args);
    if is_superuser() {
        command.uid(UNPRIVILEGED_UID).gid(UNPRIVILEGED_UID);
    }
    let output = command.output().unwrap();
    CommandOutput {
        status: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

fn is_superuser() -> bool {
    fs::metadata("/proc/self").unwrap().uid() == 0
}

/// Gives a folder and all that is in it to the unprivileged user.
fn give_away(path: &Path) {
    if !is_superuser() {
        return;
    }
    chown(path, Some(UNPRIVILEGED_UID), Some(UNPRIVILEGED_UID)).unwrap();
    if path.is_dir() {
        for entry in fs::read_dir(path).unwrap() {
            give_away(&entry.unwrap().path());
        }
    }
}

#[test]
fn a_folder_that_can_only_be_read_is_reported_with_what_to_do() {
    let (device, zoe, original) = saved_clinic();
    give_away(&device.path(""));
    let set_mode = |path: &Path, mode: u32| {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    };
    let show = ["patients", "show", &zoe];
    run_unprivileged(&device, &show).done();
    set_mode(&device.vault(), 0o555);
    for args in [&show[..], &["status"], &["audit", "verify"]] {
        let message = run_unprivileged(&device, args).refused(1, "no_permission");
        for part in [
            "can only be read",
            "what was saved before is whole",
            "copy the folder",
        ] {
            assert!(message.contains(part), "{message}");
        }
    }
    set_mode(&device.vault(), 0o755);
    run_unprivileged(&device, &show).done();
    assert!(fs::read(device.vault().join("vault.db")).unwrap().len() >= original.len());

    // what is written elsewhere is refused for that place
    let elsewhere = device.path("elsewhere");
    fs::create_dir(&elsewhere).unwrap();
    set_mode(&elsewhere, 0o555);
    let out = |name: &str| elsewhere.join(name).to_str().unwrap().to_owned();
    let backup = ["backup", "create", "--out", &out("clinic.age")];
    let message = run_unprivileged(&device, &backup).refused(1, "not_written");
    assert!(message.contains("--out"), "{message}");
    let vault = device.path_arg("new");
    let sheet = out("recovery.txt");
    let init = [
        "--vault",
        &vault,
        "init",
        "--clinic",
        "New",
        "--recovery-file",
        &sheet,
    ];
    let message = run_unprivileged(&device, &init).refused(1, "not_written");
    assert!(message.contains("--recovery-file"), "{message}");
    assert!(!device.path("new").join("vault.db").exists());
}

/// The clinic's file is whole: neither is it called damaged, nor is anything written into it.
#[test]
fn a_bit_that_is_lost_in_the_keys_is_reported_as_damaged_keys() {
    let (device, zoe, original) = saved_clinic();
    let file = device.vault().join("vault.db");
    let folder = fs::read_dir(device.path("data/nutrivault/keys")).unwrap();
    let files = folder.map(|entry| entry.unwrap().path());
    let keys = files.max_by_key(|path| fs::metadata(path).unwrap().len());
    let keys = keys.unwrap();
    let intact = fs::read(&keys).unwrap();
    // the version, the root, the device's two keys, the clinic, the key of the audit log, the secret, the checksum
    for at in [0, 5, 40, 80, 100, 120, intact.len() - 20, intact.len() - 1] {
        let mut flipped = intact.clone();
        flipped[at] ^= 1;
        fs::write(&keys, flipped).unwrap();
        for args in [&["status"][..], &["patients", "show", &zoe]] {
            let message = device.run_as("ada", args).refused(1, "key_store");
            assert!(message.contains("keys of this clinic"), "{at}: {message}");
        }
        assert!(fs::read(&file).unwrap() == original, "{at}");
    }
    fs::write(&keys, intact).unwrap();
    device.run_as("ada", &["patients", "show", &zoe]).done();
}

/// On a small disk of its own that is full, then empty again.
const FULL_DISK: &str = r#"
mount -t tmpfs -o size=8m tmpfs "$1"
cp -r "$2"/. "$1"
cat /dev/zero > "$1/filler" 2> /dev/null
"#;

/// Runs commands as the admin on a copy of the clinic on a full disk, the last one again once there is room. Returns
/// what each answered, and its status.
fn on_a_full_disk(commands: &[&[&str]]) -> Vec<(Value, i32)> {
    let (mut device, _, _) = saved_clinic();
    let original = device.vault();
    device.use_vault("small");
    fs::create_dir(device.vault()).unwrap();
    let command = |words: &[&str]| device.command_as("ada", support::cli_device::PASSWORD, words);
    let mut script = FULL_DISK.to_owned();
    for (at, words) in commands.iter().enumerate() {
        if at + 1 == commands.len() {
            script.push_str("rm \"$1/filler\"\n");
        }
        let command = command(words);
        let parts = [command.get_program()]
            .into_iter()
            .chain(command.get_args());
        let parts: Vec<_> = parts.map(|part| part.to_str().unwrap()).collect();
        script.push_str(&format!("{}; echo \"status $?\"\n", parts.join(" ")));
    }
    let mut shell = Command::new("unshare");
    shell.args(["--mount", "--map-root-user", "/bin/sh", "-c", &script, "sh"]);
    shell.arg(device.vault()).arg(original);
    for (name, value) in command(&[]).get_envs() {
        match value {
            Some(value) => shell.env(name, value),
            None => shell.env_remove(name),
        };
    }
    let output = shell.output().unwrap();
    let out = String::from_utf8(output.stdout).unwrap();
    let mut answers = Vec::new();
    let mut answer = String::new();
    for line in out.lines() {
        match line.strip_prefix("status ") {
            Some(status) => {
                let value = serde_json::from_str(&answer);
                let value = value.unwrap_or_else(|_| panic!("{out} {:?}", output.stderr));
                answers.push((value, status.parse().unwrap()));
                answer.clear();
            }
            None => answer.push_str(line),
        }
    }
    assert_eq!(answers.len(), commands.len(), "{out}");
    answers
}

#[test]
fn on_a_full_disk_nothing_is_half_saved_and_with_room_again_work_goes_on() {
    let add = ["patients", "add", "--family-name", "Tal"];
    let answers = on_a_full_disk(&[&add, &add]);
    let (refused, status) = &answers[0];
    assert_eq!(
        (&refused["error"]["code"], *status),
        (&"disk_full".into(), 1)
    );
    assert!(
        text(&refused["error"], "message").contains("saved before is whole"),
        "{refused}"
    );
    let (added, status) = &answers[1];
    assert_eq!(*status, 0, "{added}");
    assert!(
        list(added, "duplicates").is_empty(),
        "nothing of the first try is there: {added}"
    );
}

#[test]
fn on_a_full_disk_one_can_still_sign_in_and_read() {
    let add = ["patients", "add", "--family-name", "Tal"];
    let reads: [&[&str]; 3] = [
        &["search", "Okafor"],
        &["patients", "list"],
        &["audit", "list"],
    ];
    let commands = [reads[0], reads[1], &add, reads[0], reads[1], reads[2], &add];
    let answers = on_a_full_disk(&commands);
    for (index, (answer, status)) in answers.iter().enumerate() {
        assert_eq!(*status, i32::from(index == 2), "{index}: {answer}");
    }
    for (answer, _) in [&answers[0], &answers[3]] {
        assert_eq!(list(answer, "hits").len(), 1, "{answer}");
    }
    // what was read is in the audit log all the same
    let audit = answers[5].0.to_string();
    assert!(audit.contains("search patients"), "{audit}");
}
