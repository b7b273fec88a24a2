#![allow(clippy::unwrap_used)]

use std::fs;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;

use sync_contract::catalog::{Patient, Role};
use sync_contract::entity::Entity;
use sync_contract::ids::RoleId;
use sync_contract::{Group, Wire};
use uuid::Uuid;

use crate::error::Error;
use crate::store::file;
use crate::store::file::VaultFolder;
use crate::testing::*;
use crate::unlocked::Unlocked;
use crate::vault::Vault;
use crate::vault::anchor::FileAlarm;

mod counts;
mod edited_rows;
mod keys;
mod taken_away;

fn copy_files(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for name in ["vault.db", "vault.db-wal"] {
        if from.join(name).exists() {
            fs::copy(from.join(name), to.join(name)).unwrap();
        }
    }
}

fn overwrite(path: &Path, at: u64, bytes: &[u8]) {
    let mut file = fs::OpenOptions::new().write(true).open(path).unwrap();
    file.seek(SeekFrom::Start(at)).unwrap();
    file.write_all(bytes).unwrap();
}

/// Without it another program that closes the file last takes the log away, with all that was written since.
#[cfg(target_os = "linux")]
#[test]
fn a_second_handle_leaves_the_first_its_lock() {
    use std::os::unix::fs::MetadataExt;
    let machine = Machine::new(1);
    let (unlocked, _) = machine.create();
    let file = fs::metadata(machine.database()).unwrap().ino();
    let is_locked = || {
        let locks = fs::read_to_string("/proc/locks").unwrap();
        let own = format!(" {} ", std::process::id());
        let shared = format!(":{file} 1073741826 ");
        locks
            .lines()
            .any(|lock| lock.contains(&own) && lock.contains(&shared))
    };
    assert!(is_locked());
    drop(unlocked.vault().reopen(machine.environment()).unwrap());
    assert!(is_locked());
    drop(unlocked);
    assert!(!is_locked());
}

#[test]
fn what_is_no_vault_is_reported_as_such() {
    let machine = Machine::new(1);
    assert!(matches!(machine.open(), Err(Error::NoVault)));
    fs::create_dir_all(&machine.folder).unwrap();
    for stranger in [&b""[..], b"PK\x03\x04 a spreadsheet", &[7; 5000]] {
        fs::write(machine.database(), stranger).unwrap();
        assert!(
            matches!(machine.open(), Err(Error::NotOurs)),
            "{}",
            stranger.len()
        );
    }
    fs::remove_file(machine.database()).unwrap();
    let foreign = rusqlite::Connection::open(machine.database()).unwrap();
    foreign
        .execute_batch("create table addresses (name text)")
        .unwrap();
    drop(foreign);
    assert!(matches!(machine.open(), Err(Error::NotOurs)));
    let over = Vault::create(&machine.folder, machine.environment(), setup(), roles);
    assert!(matches!(over, Err(Error::AlreadyThere)));
}

#[test]
fn a_cut_file_a_damaged_one_and_a_newer_one_are_different_errors() {
    let (machine, unlocked) = clinic();
    drop(unlocked);
    let complete = fs::read(machine.database()).unwrap();
    fs::write(machine.database(), &complete[..complete.len() - 4096]).unwrap();
    assert!(matches!(machine.open(), Err(Error::Truncated)));
    fs::write(machine.database(), &complete[..60]).unwrap();
    assert!(matches!(machine.open(), Err(Error::Truncated)));

    fs::write(machine.database(), &complete).unwrap();
    overwrite(&machine.database(), 100, &[0xff; 400]);
    assert!(matches!(machine.open(), Err(Error::Damaged)));
    fs::write(machine.database(), &complete).unwrap();
    for page in 2..complete.len() as u64 / 4096 {
        overwrite(&machine.database(), page * 4096, &[0xa5; 64]);
    }
    let opened = machine.open().and_then(|vault| vault.check_file());
    assert!(matches!(opened, Err(Error::Damaged)), "{opened:?}");

    fs::write(machine.database(), &complete).unwrap();
    let conn = rusqlite::Connection::open(machine.database()).unwrap();
    let newer =
        "insert into refinery_schema_history values (9999, 'later', '2030-01-01T00:00:00Z', '1')";
    conn.execute(newer, []).unwrap();
    drop(conn);
    assert!(matches!(machine.open(), Err(Error::Newer)));

    fs::write(machine.database(), &complete).unwrap();
    let conn = rusqlite::Connection::open(machine.database()).unwrap();
    conn.execute("delete from refinery_schema_history", [])
        .unwrap();
    drop(conn);
    assert!(matches!(machine.open(), Err(Error::Altered)));
}

#[test]
fn a_vault_whose_header_is_gone_is_damaged_and_not_a_strangers() {
    let (machine, unlocked) = clinic();
    drop(unlocked);
    let complete = fs::read(machine.database()).unwrap();
    let broken = |from: usize, bytes: &[u8]| {
        let mut broken = complete.clone();
        broken[from..from + bytes.len()].copy_from_slice(bytes);
        broken
    };
    let page_size = 16;
    for file in [
        Vec::new(),
        vec![0; 60],
        vec![0; complete.len()],
        broken(0, &[0; 100]),
        broken(0, b"X"),
        broken(68, b"X"),
        broken(page_size, &[0; 2]),
    ] {
        fs::write(machine.database(), &file).unwrap();
        let opened = machine.open();
        assert!(matches!(opened, Err(Error::Damaged)), "{opened:?}");
        assert!(
            fs::read(machine.database()).unwrap() == file,
            "nothing was written"
        );
    }
    // the application id suffices where the lock was not copied with the file
    let lock = machine.folder.join("vault.lock");
    fs::write(machine.database(), broken(0, b"X")).unwrap();
    fs::remove_file(&lock).unwrap();
    assert!(matches!(machine.open(), Err(Error::Damaged)));
    fs::write(machine.database(), broken(0, &[0; 100])).unwrap();
    assert!(matches!(machine.open(), Err(Error::NotOurs)));
    assert!(!lock.exists(), "a stranger's folder stays as it is");
}

/// Everything that the row says which names the vault.
fn facts_in(machine: &Machine) -> Vec<rusqlite::types::Value> {
    let conn = rusqlite::Connection::open(machine.database()).unwrap();
    let columns = "one, id, tenant, recovery, audit_key, tag";
    let sql = format!("select {columns}, (select count(*) from vault_file) from vault_file");
    let read = |row: &rusqlite::Row<'_>| (0..7).map(|column| row.get(column)).collect();
    conn.query_row(&sql, [], read).unwrap()
}

#[test]
fn an_edit_of_the_row_that_names_the_vault_is_put_back_and_alarms() {
    let other = crate::crypto::recovery::RecoveryKey::generate();
    let other = format!("update vault_file set recovery = '{}'", other.recipient());
    for sql in [
        other.as_str(),
        "update vault_file set recovery = 'age1'",
        "update vault_file set id = randomblob(16)",
        "update vault_file set id = x''",
        "update vault_file set tenant = randomblob(16)",
        "update vault_file set audit_key = randomblob(32)",
        "update vault_file set tag = zeroblob(16)",
        "update vault_file set tag = x''",
        "update vault_file set one = 2",
        "insert into vault_file select 2, zeroblob(16), tenant, recovery, audit_key, tag, x'', x'' from vault_file",
        "update vault_file set id = randomblob(16), tenant = randomblob(16), audit_key = randomblob(32)",
        "update vault_file set id = randomblob(16); update device set number = 9",
        "delete from vault_file",
        "delete from vault_file; delete from device",
    ] {
        let (machine, unlocked) = clinic();
        let recovery = unlocked.vault.facts.recovery.clone();
        let id = unlocked.vault().id();
        drop(unlocked.lock());
        let written = facts_in(&machine);
        let conn = rusqlite::Connection::open(machine.database()).unwrap();
        conn.execute_batch("pragma ignore_check_constraints = on")
            .unwrap();
        conn.execute_batch(sql).unwrap();
        drop(conn);
        let vault = machine
            .open()
            .unwrap_or_else(|error| panic!("{sql}: {error}"));
        assert_eq!(facts_in(&machine), written, "{sql}");
        let alarm = |vault: &Vault| vault.file_state().unwrap().alarm;
        assert_eq!(alarm(&vault), Some(FileAlarm::Edited), "{sql}");
        assert_eq!(
            (vault.id(), &vault.facts.recovery),
            (id, &recovery),
            "{sql}"
        );
        drop(vault);
        let mut unlocked = machine.unlock();
        register(&mut unlocked, "Okafor");
        drop(unlocked.lock());
        let mut unlocked = machine.unlock();
        assert_eq!(alarm(unlocked.vault()), Some(FileAlarm::Edited), "{sql}");
        let ended = unlocked.accept_file("edited").unwrap();
        assert_eq!(ended, Some(FileAlarm::Edited), "{sql}");
        let report = unlocked.vault().verify_audit().unwrap();
        assert!(report.is_clean(), "{sql}: {report:?}");
    }
}

#[test]
fn a_file_of_which_nothing_proves_whose_it_is_is_damaged() {
    for sql in [
        "delete from vault_file; delete from devices",
        "update vault_file set id = randomblob(16); delete from devices",
        "update vault_file set tag = x''; delete from devices; update device set number = 9",
    ] {
        let (machine, unlocked) = clinic();
        drop(unlocked.lock());
        let conn = rusqlite::Connection::open(machine.database()).unwrap();
        conn.execute_batch(sql).unwrap();
        drop(conn);
        let refused = machine.open().unwrap_err();
        // there is no key under an id that was invented
        let is_expected = matches!(refused, Error::Damaged | Error::NoKeysHere);
        assert!(is_expected, "{sql}: {refused}");
    }
}

/// Two clinics of one computer: the file of one says that it is the other's.
#[test]
fn a_file_that_names_another_vault_of_this_computer_stays_its_own() {
    let (machine, unlocked) = clinic();
    let own = unlocked.vault().id();
    drop(unlocked.lock());
    let other = machine.next_to("other");
    let (stranger, _) = other.create();
    let id = crate::crypto::seal::hex::encode(stranger.vault().id().as_bytes());
    drop(stranger.lock());
    let conn = rusqlite::Connection::open(machine.database()).unwrap();
    conn.execute(&format!("update vault_file set id = x'{id}'"), [])
        .unwrap();
    drop(conn);
    let vault = machine.open().unwrap();
    assert_eq!(vault.id(), own);
    assert_eq!(vault.file_state().unwrap().alarm, Some(FileAlarm::Edited));
    drop(vault);
    drop(machine.unlock());
    assert_eq!(other.open().unwrap().file_state().unwrap().alarm, None);
}

#[cfg(unix)]
#[test]
fn a_folder_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let (machine, _unlocked) = clinic();
    let mode = fs::metadata(&machine.folder).unwrap().permissions().mode();
    assert_eq!(mode & 0o077, 0);
}

#[test]
fn two_handles_on_one_file_never_issue_one_clock_or_audit_number_twice() {
    let (machine, mut one) = clinic();
    let mut other = machine.unlock();
    let version = one.vault.data_version().unwrap();
    for round in 0..5 {
        register(&mut one, &format!("One{round}"));
        register(&mut other, &format!("Other{round}"));
    }
    assert_ne!(one.vault.data_version().unwrap(), version);
    assert_eq!(count(&one.vault, "select count(*) from patients"), 10);
    assert!(one.vault.verify_audit().unwrap().fault.is_none());
    let mut clocks = Vec::new();
    let reader = one.read();
    reader
        .each_row::<Error>(Patient::DESCRIPTOR, |state, _| {
            clocks.push(state.cells[0].clock);
            Ok(())
        })
        .unwrap();
    clocks.sort_unstable();
    clocks.dedup();
    assert_eq!(clocks.len(), 10);
}

#[test]
fn one_sync_at_a_time_and_no_restore_over_an_open_vault() {
    let (machine, one) = clinic();
    let other = machine.open().unwrap();
    let guard = one.vault.lock_for_sync().unwrap();
    assert!(guard.is_some() && other.lock_for_sync().unwrap().is_none());
    drop(guard);
    assert!(other.lock_for_sync().unwrap().is_some());
    assert!(matches!(one.vault.files.lock_alone(), Err(Error::InUse)));
    drop((one, other));
    let files = VaultFolder::new(&machine.folder);
    let _alone = files.lock_alone().unwrap();
    assert!(matches!(machine.open(), Err(Error::InUse)));
}

#[test]
fn after_a_power_cut_every_acknowledged_write_is_there_and_nothing_half() {
    let (machine, mut unlocked) = clinic();
    let mut stored = Vec::new();
    for round in 0..6 {
        stored.push(register(&mut unlocked, &format!("Okafor{round}")));
        let cut = machine.next_to("cut");
        let _ = fs::remove_dir_all(&cut.folder);
        copy_files(&machine.folder, &cut.folder);
        // the machine went off while the next write was on its way: part of a frame is at the end
        if round % 2 == 1 {
            let mut wal = fs::OpenOptions::new()
                .append(true)
                .open(cut.folder.join("vault.db-wal"))
                .unwrap();
            wal.write_all(&[0x5a; 1000]).unwrap();
        }
        let after = cut.unlock();
        for id in &stored {
            assert!(after.read().get::<Patient>(*id).unwrap().is_some());
        }
        let entries = "select count(*) from audit where action = 'register patient'";
        let queued = "select count(*) from queue where name = 'register patient'";
        assert_eq!(count(&after.vault, entries), stored.len() as i64);
        assert_eq!(count(&after.vault, queued), stored.len() as i64);
        assert!(after.vault.verify_audit().unwrap().fault.is_none());
    }
}

#[test]
fn each_commit_is_synced_before_it_is_acknowledged() {
    let (_machine, unlocked) = clinic();
    let synchronous = count(&unlocked.vault, "pragma synchronous");
    let mode: String = unlocked
        .vault
        .conn
        .query_row("pragma journal_mode", [], |row| row.get(0))
        .unwrap();
    assert_eq!((synchronous, mode.as_str()), (2, "wal"));
}

#[test]
fn no_byte_of_a_sealed_field_lies_in_the_files_or_is_printed() {
    let (machine, mut unlocked) = clinic();
    let canary = "Quetzalcoatlus";
    let id = register(&mut unlocked, canary);
    let stored = unlocked.read().get::<Patient>(id).unwrap().unwrap();
    let draft = patient(id, "Quetzalcoatlus-draft");
    unlocked.save_draft(&draft, &stored.seen).unwrap();
    let mut value = stored.value.clone();
    value.phones = sync_contract::Phi::new(Some("Quetzalcoatlus-phone".try_into().unwrap()));
    let failing: crate::error::Result<()> = unlocked.write("edit patient", |tx| {
        tx.update(&value, &stored.seen)?;
        tx.remark("Quetzalcoatlus-remark");
        tx.insert(&value)
    });
    let text = format!(
        "{:?} {failing:?} {unlocked:?} {:?} {}",
        stored,
        unlocked.vault,
        failing.as_ref().unwrap_err()
    );
    unlocked
        .write("edit patient", |tx| -> crate::error::Result<bool> {
            tx.remark("Quetzalcoatlus-remark");
            tx.update(&value, &stored.seen)
        })
        .unwrap();
    assert!(!text.contains("Quetzal"), "{text}");
    for entry in fs::read_dir(&machine.folder).unwrap() {
        let mut bytes = Vec::new();
        fs::File::open(entry.unwrap().path())
            .unwrap()
            .read_to_end(&mut bytes)
            .unwrap();
        for needle in [b"Quetzal".as_slice(), b"555 0101", "Zo\u{eb}".as_bytes()] {
            assert!(!bytes.windows(needle.len()).any(|window| window == needle));
        }
    }
    let all: Vec<u8> = ["vault.db", "vault.db-wal"]
        .into_iter()
        .flat_map(|name| fs::read(machine.folder.join(name)).unwrap())
        .collect();
    assert!(all.windows(8).any(|window| window == b"Hillside"));
}

#[test]
fn an_older_file_is_migrated_after_a_copy() {
    let machine = Machine::new(1);
    fs::create_dir_all(&machine.folder).unwrap();
    let mut conn = file::create(&machine.database()).unwrap();
    let newest = crate::store::schema::newest();
    crate::store::schema::down(&mut conn, newest - 1).unwrap();
    assert!(crate::store::schema::is_behind(&conn).unwrap());
    let files = VaultFolder::new(&machine.folder);
    let lock = files.lock_shared().unwrap();
    let someone = files.lock_shared().unwrap();
    assert!(matches!(
        file::migrate(&files, conn, &lock),
        Err(Error::InUse)
    ));
    drop(someone);
    let conn = file::connect(&machine.database(), true).unwrap();
    let conn = file::migrate(&files, conn, &lock).unwrap();
    assert!(!crate::store::schema::is_behind(&conn).unwrap());
    let copy = machine
        .folder
        .join(format!("vault-before-{newest}-from-{}.db", newest - 1));
    let before = rusqlite::Connection::open(copy).unwrap();
    assert_eq!(crate::store::schema::version(&before).unwrap(), newest - 1);
}

#[test]
fn the_copy_of_a_migration_stays_until_the_next_open() {
    let (machine, unlocked) = clinic();
    drop(unlocked);
    let [forward, second, back] = ["2-from-1", "2-from-1-2", "1-from-2"]
        .map(|steps| machine.folder.join(format!("vault-before-{steps}.db")));
    for copy in [&forward, &second, &back] {
        fs::write(copy, b"copy").unwrap();
    }
    drop(machine.open().unwrap());
    assert!(!forward.exists() && !second.exists());
    assert!(
        back.exists(),
        "what only the newer version could store is in it alone"
    );
}

#[cfg(unix)]
#[test]
fn every_file_of_a_clinic_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let (machine, mut unlocked) = clinic();
    register(&mut unlocked, "Okafor");
    let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&machine.folder), 0o700);
    let mut names = Vec::new();
    for entry in fs::read_dir(&machine.folder).unwrap() {
        let entry = entry.unwrap();
        names.push(entry.file_name().into_string().unwrap());
        assert_eq!(mode(&entry.path()), 0o600, "{:?}", entry.file_name());
    }
    names.sort();
    for name in ["vault.db", "vault.db-shm", "vault.db-wal"] {
        assert!(names.iter().any(|known| known == name), "{names:?}");
    }
    let copy = machine.folder.join("vault-before-2-from-1.db");
    crate::store::schema::copy_to(&unlocked.vault.conn, &copy).unwrap();
    assert_eq!(mode(&copy), 0o600);
    // a file that was left readable is taken away from the others when it is opened
    drop(unlocked);
    fs::set_permissions(machine.database(), fs::Permissions::from_mode(0o644)).unwrap();
    drop(machine.open().unwrap());
    assert_eq!(mode(&machine.database()), 0o600);
    // and so is a log that its owner may not write
    let log = machine.folder.join("vault.db-shm");
    fs::write(&log, "").unwrap();
    fs::set_permissions(&log, fs::Permissions::from_mode(0o400)).unwrap();
    let open = machine.open().unwrap();
    assert_eq!(mode(&log), 0o600);
    drop(open);
}

#[cfg(unix)]
#[test]
fn a_link_instead_of_a_log_changes_no_other_file() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let (machine, unlocked) = clinic();
    drop(unlocked);
    let other = machine.folder.with_file_name("other");
    fs::write(&other, "theirs").unwrap();
    fs::set_permissions(&other, fs::Permissions::from_mode(0o644)).unwrap();
    for name in ["vault.db-wal", "vault.db-shm"] {
        let link = machine.folder.join(name);
        symlink(&other, &link).unwrap();
        assert!(machine.open().is_err(), "{name}");
        assert_eq!(fs::read(&other).unwrap(), b"theirs");
        let mode = fs::metadata(&other).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o644, "{name}");
        fs::remove_file(link).unwrap();
    }
    machine.unlock();
}

/// Without a server each cell of what an admin did is here, with the signature that it needs: its group is made anew.
#[test]
fn what_an_admin_did_without_a_server_is_made_anew() {
    let edits = [
        "update queue set bytes = zeroblob(100)",
        "delete from queue",
    ];
    let attacks = edits.map(|sql| (sql, "select 1", None));
    let rename =
        "update roles set name = 'Owner' where id = unhex('0000000000000000000000000000004d')";
    // that the row was edited, too, comes first and hides nothing of what is lost
    let forged = ("delete from queue", rename, Some(FileAlarm::Edited));
    for (cut, edit, alarm) in attacks.into_iter().chain([forged]) {
        let (_machine, mut unlocked) = clinic();
        let role = Role {
            id: RoleId(Uuid::from_u128(77)),
            ..roles(unlocked.vault.tenant()).remove(1)
        };
        let written = unlocked.write_admin_signed("add role", |tx| tx.insert(&role));
        written.map(drop).unwrap();
        let waiting = |unlocked: &Unlocked| {
            let sql = "select admin_signed, bytes from queue order by seq";
            let mut statement = unlocked.vault.conn.prepare(sql).unwrap();
            let lines = statement.query_map([], |row| Ok((row.get::<_, u8>(0)?, row.get(1)?)));
            let mut cells = Vec::new();
            for (kind, bytes) in lines.unwrap().map(rusqlite::Result::unwrap) {
                let group = Group::from_bytes(&Vec::<u8>::clone(&bytes)).unwrap();
                let writes = group.writes.into_iter();
                cells.extend(writes.map(|write| (kind, write.row, format!("{:?}", write.state))));
            }
            cells.sort();
            cells
        };
        let before = waiting(&unlocked);
        for sql in [cut, edit] {
            unlocked.vault.conn.execute_batch(sql).unwrap();
        }
        let rebuilt = match cut.starts_with("delete") {
            true => unlocked.rebuild_queue(),
            false => unlocked.check_queue(),
        };
        assert!(rebuilt.unwrap() > 0, "{cut}");
        let state = unlocked.vault.file_state().unwrap();
        assert_eq!(state.alarm, alarm, "{cut}");
        assert_eq!(waiting(&unlocked) == before, alarm.is_none(), "{cut}");
        assert_eq!(state.lost_actions.is_empty(), alarm.is_none(), "{cut}");
    }
}
