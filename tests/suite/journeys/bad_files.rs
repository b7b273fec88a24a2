//! A database file that is damaged, cut off, too new, somebody else's, out of reach, or on a full disk.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::process::Command;

use super::*;

const NOBODY: u32 = 65_534;

/// A laptop whose file lies whole on the disk, with somebody in it.
fn settled() -> (CliDevice, String, Vec<u8>) {
    let device = CliDevice::new();
    device.init();
    let zoe = register(&device, "ada", "Zoë", "Okafor");
    let file = device.vault().join("vault.db");
    let whole = rusqlite::Connection::open(&file).unwrap();
    whole
        .query_row("pragma wal_checkpoint(truncate)", [], |_| Ok(()))
        .unwrap();
    drop(whole);
    let bytes = fs::read(&file).unwrap();
    (device, zoe, bytes)
}

#[test]
fn a_file_that_is_not_whole_or_not_ours_is_told_and_left_as_it_is() {
    let (device, zoe, whole) = settled();
    let file = device.vault().join("vault.db");
    let put = |bytes: &[u8]| {
        for beside in ["vault.db-wal", "vault.db-shm"] {
            if device.vault().join(beside).exists() {
                fs::remove_file(device.vault().join(beside)).unwrap();
            }
        }
        fs::write(&file, bytes).unwrap();
    };
    let open = || device.by("ada", &["patients", "show", &zoe]);
    let diary = b"Dear diary, today".repeat(100);

    let mut damaged = whole.clone();
    // the first page of the schema, after the header that says whose file it is
    damaged[100..4_000].fill(0x5a);
    let mut foreign = whole.clone();
    foreign[..16].copy_from_slice(b"SQLite format 3\0");
    foreign[68..72].copy_from_slice(&[0; 4]);
    for (bytes, code) in [
        (&damaged, "file_damaged"),
        (&whole[..whole.len() / 2 - 7].to_vec(), "file_truncated"),
        // whatever lies there now: in this folder was a clinic
        (&vec![0; whole.len()], "file_damaged"),
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
        let list = stranger.by("ada", &["patients", "list"]);
        list.refused(1, "file_not_ours");
        assert_eq!(fs::read_dir(stranger.vault()).unwrap().count(), 1);
    }

    put(&whole);
    let later = rusqlite::Connection::open(&file).unwrap();
    let newer = "insert into refinery_schema_history (version, name, applied_on, checksum)
        values (9999, 'later', '2040-01-01T00:00:00Z', '1')";
    later.execute(newer, []).unwrap();
    drop(later);
    open().refused(1, "file_newer");

    put(&whole);
    open().done();
    let nowhere = CliDevice::new();
    nowhere
        .by("ada", &["patients", "list"])
        .refused(1, "no_vault");
    // and nothing is ever made over something
    let sheet = device.word("another.txt");
    let words = ["init", "--clinic", "Again", "--recovery-file", &sheet];
    device.by("ada", &words).refused(1, "already_there");
    let sheet = device.word("recovery.txt");
    nowhere
        .by(
            "ada",
            &["init", "--clinic", "Again", "--recovery-file", &sheet],
        )
        .refused(1, "exists");
    assert!(!nowhere.vault().exists());
    open().done();
}

#[test]
fn a_file_that_this_user_may_not_open_is_told() {
    let (device, zoe, _) = settled();
    let file = device.vault().join("vault.db");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o000)).unwrap();
    let mut command = device.command_by(
        "ada",
        support::cli_device::PASSWORD,
        &["patients", "show", &zoe],
    );
    if fs::File::open(&file).is_ok() {
        // the superuser may open everything, so the command is run by nobody in particular
        for path in [device.path(""), device.vault()] {
            fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
        }
        command.uid(NOBODY).gid(NOBODY);
    }
    let output = command.output().unwrap();
    let said = support::cli_device::Said {
        status: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    };
    said.refused(1, "no_permission");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
    device.by("ada", &["patients", "show", &zoe]).done();
}

/// On a small disk of its own that somebody fills, then empties again.
const FULL_DISK: &str = r#"
mount -t tmpfs -o size=8m tmpfs "$1"
cp -r "$2"/. "$1"
cat /dev/zero > "$1/filler" 2> /dev/null
shift 2
"$@"
echo "status $?"
rm "$NUTRIVAULT_VAULT/filler"
"$@"
echo "status $?"
"#;

#[test]
fn on_a_full_disk_nothing_is_half_saved_and_with_room_again_work_goes_on() {
    let (mut device, _, _) = settled();
    let whole = device.vault();
    device.use_vault("small");
    fs::create_dir(device.vault()).unwrap();
    let said = device.command_by(
        "ada",
        support::cli_device::PASSWORD,
        &["patients", "add", "--family-name", "Tal"],
    );
    let mut command = Command::new("unshare");
    command.args([
        "--mount",
        "--map-root-user",
        "/bin/sh",
        "-c",
        FULL_DISK,
        "sh",
    ]);
    command.arg(device.vault()).arg(whole);
    command.arg(said.get_program()).args(said.get_args());
    for (name, value) in said.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    let output = command.output().unwrap();
    let out = String::from_utf8(output.stdout).unwrap();
    let (full, roomy) = out
        .split_once("status 1\n")
        .unwrap_or_else(|| panic!("{out} {:?}", output.stderr));
    let refused: Value = serde_json::from_str(full).unwrap();
    assert_eq!(refused["error"]["code"], "disk_full", "{refused}");
    assert!(
        text(&refused["error"], "message").contains("saved before is whole"),
        "{refused}"
    );
    let (answer, ended) = roomy.split_once("status ").unwrap();
    assert_eq!(ended.trim(), "0", "{answer}");
    let added: Value = serde_json::from_str(answer).unwrap();
    assert!(
        list(&added, "duplicates").is_empty(),
        "nothing of the first try is there: {added}"
    );
}
