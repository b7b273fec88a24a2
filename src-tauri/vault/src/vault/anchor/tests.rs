#![allow(clippy::unwrap_used)]

use std::fs;

use rusqlite::Connection;
use sync_contract::catalog::Role;
use sync_contract::ids::RoleId;
use sync_contract::messages::AuditEntry;
use sync_contract::protocol::Replica;
use uuid::Uuid;

use super::*;
use crate::audit::{AuditFilter, EntryNumber};
use crate::audit_chain::event::Event;
use crate::crypto::password::Password;
use crate::error::Error;
use crate::sign_in::tests::add_receptionist;
use crate::testing::*;
use crate::unlocked::Unlocked;

#[cfg(unix)]
mod unreadable;

fn alarm_of(machine: &Machine) -> Option<FileAlarm> {
    let state = machine.open().unwrap().file_state().unwrap();
    assert_eq!(state.anchor, AnchorState::Stored);
    state.alarm
}

/// Runs SQL of another program on the closed file.
fn edit(machine: &Machine, sql: &str) {
    let conn = Connection::open(machine.database()).unwrap();
    conn.execute_batch(sql).unwrap();
}

/// Copies the closed file, as a user of the computer can.
fn copy(machine: &Machine) -> Vec<u8> {
    edit(machine, "pragma wal_checkpoint(truncate)");
    fs::read(machine.database()).unwrap()
}

fn put_back(machine: &Machine, copy: &[u8]) {
    for suffix in ["-wal", "-shm"] {
        let mut log = machine.database().into_os_string();
        log.push(suffix);
        let _ = fs::remove_file(log);
    }
    fs::write(machine.database(), copy).unwrap();
}

fn try_wrong_password(machine: &Machine) {
    let wrong = Password::new("wrong");
    let refused = machine.open().unwrap().unlock("ada", &wrong);
    assert!(refused.is_err());
}

fn actions(unlocked: &Unlocked) -> Vec<String> {
    let lines = unlocked.audit(&crate::AuditFilter::default(), 50).unwrap();
    lines.into_iter().map(|line| line.entry.action).collect()
}

#[test]
fn daily_work_of_two_programs_raises_no_alarm() {
    let (machine, mut unlocked) = clinic();
    let mut other = machine.unlock();
    for name in ["Okafor", "Adeyemi", "Ash"] {
        register(&mut unlocked, name);
        other.vault().note_anchor();
        register(&mut other, name);
        unlocked.vault().note_anchor();
    }
    drop(other);
    drop(unlocked.lock());
    assert_eq!(alarm_of(&machine), None);
    try_wrong_password(&machine);
    assert_eq!(alarm_of(&machine), None);
    machine.clock.advance_s(60);
    let unlocked = machine.unlock();
    assert!(!actions(&unlocked).contains(&"older file".to_owned()));
}

#[test]
fn an_older_copy_of_the_file_is_reported_and_locks_no_user_out() {
    let (machine, mut unlocked) = clinic();
    drop(unlocked.lock());
    let older = copy(&machine);
    unlocked = machine.unlock();
    register(&mut unlocked, "Okafor");
    drop(unlocked.lock());
    put_back(&machine, &older);
    assert_eq!(alarm_of(&machine), Some(FileAlarm::Older));
    let unlocked = machine.unlock();
    assert!(actions(&unlocked).contains(&"older file".to_owned()));
    drop(unlocked.lock());
    // it does not grow past the anchor unseen
    for name in ["Adeyemi", "Ash", "Berg", "Zed"] {
        let mut unlocked = machine.unlock();
        register(&mut unlocked, name);
        drop(unlocked.lock());
    }
    assert!(alarm_of(&machine).is_some());
}

#[test]
fn wrong_passwords_are_not_forgotten_by_copying_the_file_back() {
    let (machine, unlocked) = clinic();
    drop(unlocked.lock());
    let older = copy(&machine);
    try_wrong_password(&machine);
    put_back(&machine, &older);
    assert_eq!(alarm_of(&machine), Some(FileAlarm::Older));
    let left = machine.open().unwrap().sign_in_tries_left("ada").unwrap();
    assert_eq!(left, Some(Ok(4)));
    // nor by deleting them
    let (machine, unlocked) = clinic();
    drop(unlocked.lock());
    try_wrong_password(&machine);
    assert_eq!(alarm_of(&machine), None);
    edit(&machine, "delete from sign_in_tries");
    assert_eq!(alarm_of(&machine), Some(FileAlarm::Edited));
    machine.clock.advance_s(1);
    let unlocked = machine.unlock();
    assert!(actions(&unlocked).contains(&"file edited".to_owned()));
    drop(unlocked.lock());
    assert_eq!(alarm_of(&machine), Some(FileAlarm::Edited), "it stays");
}

/// Six entries are taken out of the audit log, and the numbers next to it are set to fit.
#[test]
fn a_cut_audit_log_is_reported_whatever_is_in_the_device_row() {
    let (machine, mut unlocked) = clinic();
    for name in ["Okafor", "Adeyemi", "Ash", "Berg", "Zed", "Dora"] {
        register(&mut unlocked, name);
    }
    drop(unlocked.lock());
    let conn = Connection::open(machine.database()).unwrap();
    let last: u64 = conn
        .query_row("select max(number) from audit", [], |row| row.get(0))
        .unwrap();
    let left = last - 6;
    let bytes: Vec<u8> = conn
        .query_row("select entry from audit where number = ?1", [left], |row| {
            row.get(0)
        })
        .unwrap();
    let hash = AuditEntry::from_bytes(&bytes).unwrap().chain_hash();
    conn.execute("delete from audit where number > ?1", [left])
        .unwrap();
    let numbers = "update device set audit_number = ?1, audit_hash = ?2";
    conn.execute(numbers, params![left, hash]).unwrap();
    drop(conn);
    // the anchor knows how long the log was
    let fault = machine.open().unwrap().verify_audit().unwrap().fault;
    assert_eq!(fault, Some((left + 1, crate::AuditProblem::CutTail)));
    assert_eq!(alarm_of(&machine), Some(FileAlarm::Edited));
    // an attacker with the device's keys could make a tag; the anchor knows the entry
    let vault = machine.open().unwrap();
    device::tag(&vault.conn, true).unwrap();
    drop(vault);
    assert_eq!(alarm_of(&machine), Some(FileAlarm::OtherAudit));
}

#[test]
fn another_device_number_in_the_file_is_reported() {
    let (machine, unlocked) = clinic();
    drop(unlocked.lock());
    edit(&machine, "update device set number = 99");
    assert_eq!(alarm_of(&machine), Some(FileAlarm::Edited));
}

#[test]
fn a_file_ahead_of_its_anchor_raises_no_alarm() {
    let (machine, mut unlocked) = clinic();
    let vault = unlocked.vault().id();
    let keys = machine.environment().key_store;
    // a restored key store, and a crash between a commit and the anchor
    let older = Anchor::load_from(keys.as_ref(), vault).unwrap().unwrap();
    register(&mut unlocked, "Okafor");
    drop(unlocked.lock());
    older.store_in(keys.as_ref(), vault).unwrap();
    assert_eq!(alarm_of(&machine), None);
    let unlocked = machine.unlock();
    let event = Event::new("export", "clinic");
    unlocked.record(event, &crate::Detail::default()).unwrap();
    let moved = Anchor::load_from(keys.as_ref(), vault).unwrap().unwrap();
    assert!(moved.generation > older.generation);
    // an older place never replaces a newer one
    unlocked.vault().note_anchor();
    let newer = Anchor::load_from(keys.as_ref(), vault).unwrap().unwrap();
    assert!(newer.generation > moved.generation && newer.audit_number > moved.audit_number);
}

/// A file that never had an anchor, as after a restoration on a machine whose key store failed.
#[test]
fn a_missing_or_unusable_anchor_warns_and_is_no_alarm() {
    let (machine, unlocked) = clinic();
    let (vault, keys) = (unlocked.vault().id(), machine.environment().key_store);
    let never = || {
        Anchor::delete_from(keys.as_ref(), vault).unwrap();
        let vault = machine.open().unwrap();
        let unset = || {
            Ok(vault
                .conn
                .execute("update device set is_anchored = 0", [])?)
        };
        device::change(&vault.conn, unset).unwrap();
    };
    drop(unlocked.lock());
    never();
    let state = machine.open().unwrap().file_state().unwrap();
    assert_eq!((state.alarm, state.anchor), (None, AnchorState::Missing));
    drop(machine.unlock());
    assert_eq!(alarm_of(&machine), None, "the next sign-in has written one");
    never();
    let entry = uuid::Uuid::new_v5(&vault, b"anchor");
    keys.store(entry, b"not an anchor").unwrap();
    let state = machine.open().unwrap().file_state().unwrap();
    assert_eq!((state.alarm, state.anchor), (None, AnchorState::Unusable));
}

/// An attacker puts an older file in place, and deletes or overwrites the anchor.
#[test]
fn an_anchor_that_was_taken_away_alarms_until_an_admin_accepts() {
    for garbage in [None, Some(b"not an anchor")] {
        let (machine, unlocked) = clinic();
        let (vault, keys) = (unlocked.vault().id(), machine.environment().key_store);
        drop(unlocked.lock());
        drop(machine.unlock().lock());
        let older = copy(&machine);
        let mut unlocked = machine.unlock();
        register(&mut unlocked, "Okafor");
        drop(unlocked.lock());
        put_back(&machine, &older);
        Anchor::delete_from(keys.as_ref(), vault).unwrap();
        if let Some(garbage) = garbage {
            let entry = uuid::Uuid::new_v5(&vault, b"anchor");
            keys.store(entry, garbage).unwrap();
        }
        let alarm = || machine.open().unwrap().file_state().unwrap().alarm;
        assert_eq!(alarm(), Some(FileAlarm::NoAnchor));
        let mut unlocked = machine.unlock();
        register(&mut unlocked, "Adeyemi");
        assert!(actions(&unlocked).contains(&"anchor gone".to_owned()));
        drop(unlocked.lock());
        assert_eq!(alarm(), Some(FileAlarm::NoAnchor), "after work, too");
        let mut unlocked = machine.unlock();
        let ended = unlocked.accept_file("the key store was cleared").unwrap();
        assert_eq!(ended, Some(FileAlarm::NoAnchor));
        drop(unlocked.lock());
        assert_eq!(alarm_of(&machine), None);
    }
}

#[test]
fn a_restored_backup_begins_with_an_anchor_of_its_own() {
    let machine = Machine::new(7);
    let (mut unlocked, recovery) = machine.create();
    register(&mut unlocked, "Okafor");
    let file = machine.folder.with_extension("backup");
    unlocked.back_up(&file).unwrap();
    drop(unlocked.lock());
    let other = machine.next_to("restored");
    drop(
        Vault::restore(&other.folder, other.environment(), &file, &recovery)
            .and_then(completed)
            .unwrap(),
    );
    assert_eq!(alarm_of(&other), None);
    assert_eq!(alarm_of(&machine), None);
    let mut unlocked = other.unlock();
    let name = "front desk".try_into().unwrap();
    unlocked.adopt(None, &name).unwrap();
    register(&mut unlocked, "Adeyemi");
    drop(unlocked.lock());
    assert_eq!(alarm_of(&other), None);
}

/// A file that an older copy was put in the place of, and its admin.
fn older_file(machine: &Machine, mut unlocked: Unlocked) -> Unlocked {
    drop(unlocked.lock());
    let older = copy(machine);
    unlocked = machine.unlock();
    register(&mut unlocked, "Okafor");
    drop(unlocked.lock());
    put_back(machine, &older);
    machine.unlock()
}

/// The file as a program leaves it that is killed between its commit and the anchor.
fn accept_and_die(machine: &Machine) {
    let keys = machine.environment().key_store;
    let mut unlocked = machine.unlock();
    let vault = unlocked.vault().id();
    let before = Anchor::load_from(keys.as_ref(), vault).unwrap().unwrap();
    unlocked.accept_file("from Monday's copy").unwrap().unwrap();
    before.store_in(keys.as_ref(), vault).unwrap();
    // what follows at the lock does not happen, either
    drop(unlocked);
}

/// The file that is gone may have issued clocks that this one does not know: with a server, the next sync takes another
/// number.
#[test]
fn with_a_server_an_accepted_file_goes_on_under_another_number() {
    let (machine, mut unlocked) = clinic();
    accept_all(unlocked.vault_mut());
    unlocked
        .vault_mut()
        .set_server("https://clinic.example", None)
        .unwrap();
    let mut unlocked = older_file(&machine, unlocked);
    assert!(!unlocked.vault().needs_number().unwrap());
    unlocked.accept_file("from Monday's copy").unwrap().unwrap();
    assert!(unlocked.vault().needs_number().unwrap());
    unlocked.vault_mut().renumber(7).unwrap();
    assert!(!unlocked.vault().needs_number().unwrap());
    assert_eq!(alarm_of(&machine), None);
}

#[test]
fn an_admin_ends_an_alarm_and_the_next_older_copy_raises_another() {
    let (machine, unlocked) = clinic();
    let mut unlocked = older_file(&machine, unlocked);
    let ended = unlocked.accept_file("from Monday's copy").unwrap();
    assert_eq!(ended, Some(FileAlarm::Older));
    assert_eq!(alarm_of(&machine), None);
    let again = unlocked.accept_file("twice").unwrap();
    assert_eq!(again, None, "there is none to end");
    register(&mut unlocked, "Adeyemi");
    drop(unlocked.lock());
    assert_eq!(alarm_of(&machine), None);
    let older = copy(&machine);
    let mut unlocked = machine.unlock();
    register(&mut unlocked, "Ash");
    drop(unlocked.lock());
    put_back(&machine, &older);
    assert_eq!(alarm_of(&machine), Some(FileAlarm::Older));
}

#[test]
fn the_audit_log_has_who_accepted_a_file_why_and_what_was_known() {
    let (machine, unlocked) = clinic();
    let keys = machine.environment().key_store;
    let vault = unlocked.vault().id();
    let mut unlocked = older_file(&machine, unlocked);
    let known = Anchor::load_from(keys.as_ref(), vault).unwrap().unwrap();
    unlocked.accept_file("from Monday's copy").unwrap();
    let vault = &unlocked.vault;
    let sql = "select entry from audit where action = 'accept file' and device = 1";
    let entry: Vec<u8> = vault.conn.query_row(sql, [], |row| row.get(0)).unwrap();
    let entries = vec![AuditEntry::from_bytes(&entry).unwrap()];
    let keys = &unlocked.session.audit_keys;
    let sessions = vault.audit_sessions(keys, &entries).unwrap();
    let [entry] = <[AuditEntry; 1]>::try_from(entries).unwrap();
    let line = vault.audit_line(&sessions, entry).unwrap();
    assert_eq!(line.entry.user, Some(unlocked.user().0));
    let detail = line.detail.as_ref().unwrap();
    assert!(
        detail
            .remark
            .starts_with("from Monday's copy\nolder file: ")
    );
    for part in [
        format!("generation {},", known.generation),
        format!("audit entry {} of computer 1", known.audit_number),
    ] {
        assert!(detail.remark.contains(&part), "{}", detail.remark);
    }
}

#[test]
fn the_audit_log_goes_on_into_the_logs_of_former_numbers() {
    let (machine, unlocked) = clinic();
    let mut unlocked = older_file(&machine, unlocked);
    unlocked.accept_file("from Monday's copy").unwrap();
    register(&mut unlocked, "Okafor");
    assert_eq!(unlocked.vault().device_number().unwrap(), 2);
    let lines = |before, limit| {
        let filter = AuditFilter {
            before,
            ..AuditFilter::default()
        };
        let lines = unlocked.audit(&filter, limit).unwrap();
        assert!(lines.iter().all(|line| line.is_endorsed), "{lines:?}");
        let numbers = lines.iter().map(|line| EntryNumber::of(&line.entry));
        numbers.collect::<Vec<_>>()
    };
    let all = lines(None, 100);
    let sql = "select count(*) from audit";
    let stored: usize = unlocked
        .vault
        .conn
        .query_row(sql, [], |row| row.get(0))
        .unwrap();
    assert_eq!(all.len(), stored);
    let key = |entry: &EntryNumber| (entry.device, entry.number);
    assert!(all.is_sorted_by(|newer, older| key(newer) > key(older)));
    assert_eq!((all[0].device, all[stored - 1].device), (2, 1));
    // page by page, over the border of the two logs
    let (mut paged, mut before) = (Vec::new(), None);
    loop {
        let page = lines(before, 2);
        before = page.last().copied();
        paged.extend(page);
        if before.is_none() {
            break;
        }
    }
    assert_eq!(paged, all);
}

/// Entries of no device on top of a former log, and at its beginning, hide none of it: they are reported.
#[test]
fn a_former_log_is_listed_whatever_was_put_at_its_ends() {
    let (machine, unlocked) = clinic();
    let mut unlocked = older_file(&machine, unlocked);
    unlocked.accept_file("from Monday's copy").unwrap();
    let listed = |unlocked: &Unlocked| {
        unlocked.take_damage();
        let lines = unlocked.audit(&AuditFilter::default(), 100).unwrap();
        let former = lines.iter().filter(|line| line.entry.device_number == 1);
        let damaged = unlocked.take_damage().iter().map(|log| log.damaged).sum();
        (former.count(), damaged)
    };
    let (former, damaged): (usize, usize) = listed(&unlocked);
    assert!(former > 1 && damaged == 0, "{former} {damaged}");
    // one entry of this device, and what no device signed
    let sql = "with recursive numbers (number) as (
            select 1 union all select number + 1 from numbers where number < 150
        )
        insert into audit
        select 1, numbers.number * planted.sign * 1000, at_us, user_id, session, 0, facility, action, resource,
            resource_id, patient, outcome, severity, retention_until_us, planted.entry
        from numbers,
            (select 1 as sign, zeroblob(300) as entry union all select -1, x'') as planted,
            (select * from audit where device = 1 order by number limit 1)";
    assert_eq!(unlocked.vault.conn.execute(sql, []).unwrap(), 300);
    assert_eq!(listed(&unlocked), (former, 300));
}

#[test]
fn a_kill_after_the_commit_leaves_an_accepted_file_without_an_alarm() {
    let (machine, unlocked) = clinic();
    drop(older_file(&machine, unlocked).lock());
    assert!(alarm_of(&machine).is_some());
    accept_and_die(&machine);
    assert_eq!(alarm_of(&machine), None);
    // and the next sign-in stores the anchor that the killed program did not
    drop(machine.unlock().lock());
    let keys = machine.environment().key_store;
    let vault = machine.open().unwrap().id();
    let anchor = Anchor::load_from(keys.as_ref(), vault).unwrap().unwrap();
    assert_eq!((anchor.device_number, anchor.has_alarmed), (2, false));
    assert_eq!(alarm_of(&machine), None);
}

#[test]
fn what_was_accepted_excuses_no_other_anchor_and_no_edited_row() {
    let (machine, unlocked) = clinic();
    drop(older_file(&machine, unlocked).lock());
    accept_and_die(&machine);
    let accepted = copy(&machine);
    let mut unlocked = machine.unlock();
    register(&mut unlocked, "Adeyemi");
    drop(unlocked.lock());
    put_back(&machine, &accepted);
    assert_eq!(alarm_of(&machine), Some(FileAlarm::Older));
    edit(&machine, "update device set accepted_anchor = zeroblob(58)");
    assert_eq!(alarm_of(&machine), Some(FileAlarm::Edited));
}

#[test]
fn without_a_server_an_accepted_file_goes_on_under_another_number() {
    let (machine, unlocked) = clinic();
    let mut unlocked = older_file(&machine, unlocked);
    unlocked.accept_file("from Monday's copy").unwrap();
    assert_eq!(unlocked.vault().device_number().unwrap(), 2);
    register(&mut unlocked, "Adeyemi");
    let report = unlocked.vault().verify_audit().unwrap();
    assert!(report.is_clean(), "{report:?}");
    assert_eq!((report.device_number, report.device_only), (2, 0));
    assert_eq!(report.others.len(), 1, "the log of the number before");
    drop(unlocked.lock());
    let report = machine.open().unwrap().verify_audit().unwrap();
    assert!(report.is_clean(), "{report:?}");
    // an edited number is no number that a file goes on from
    edit(&machine, "update device set number = 99");
    let mut unlocked = machine.unlock();
    let ended = unlocked.accept_file("edited").unwrap();
    assert_eq!(ended, Some(FileAlarm::Edited));
    assert_eq!(unlocked.vault().device_number().unwrap(), 3);
    drop(unlocked.lock());
    assert_eq!(alarm_of(&machine), None);
}

#[test]
fn only_an_admin_ends_an_alarm() {
    let (machine, mut unlocked) = clinic();
    add_receptionist(&mut unlocked);
    let unlocked = older_file(&machine, unlocked);
    drop(unlocked.lock());
    let ben = machine.open().unwrap();
    let mut ben = ben.unlock("ben", &Password::new("front door")).unwrap();
    let refused = ben.accept_file("to be rid of it").unwrap_err();
    assert!(matches!(refused, Error::NotAdmin));
    drop(ben.lock());
    assert!(alarm_of(&machine).is_some());
}

#[test]
fn a_program_that_ends_stores_the_anchor_of_what_it_wrote() {
    let (machine, mut unlocked) = clinic();
    let vault = unlocked.vault().id();
    let keys = machine.environment().key_store;
    let stored = || Anchor::load_from(keys.as_ref(), vault).unwrap().unwrap();
    unlocked.vault().note_anchor();
    let at_sign_in = stored();
    unlocked.vault().note_due_anchor();
    assert_eq!(stored(), at_sign_in, "nothing was written");
    register(&mut unlocked, "Okafor");
    let written = copy(&machine);
    unlocked.vault().note_due_anchor();
    assert!(stored().audit_number > at_sign_in.audit_number);
    drop(unlocked);
    put_back(&machine, &written);
    assert_eq!(alarm_of(&machine), Some(FileAlarm::Older));
}

#[test]
fn changes_that_no_row_proves_are_missed_until_an_admin_accepts() {
    let (_machine, mut unlocked) = clinic();
    register(&mut unlocked, "Okafor");
    let alarm = |unlocked: &Unlocked| unlocked.vault.file_state().unwrap().alarm;
    assert_eq!(alarm(&unlocked), None);
    let cut = "delete from queue; delete from queue_rows";
    unlocked.vault.conn.execute_batch(cut).unwrap();
    assert_eq!(alarm(&unlocked), Some(FileAlarm::LostChanges));
    assert_eq!(unlocked.rebuild_queue().unwrap(), 0);
    assert_eq!(alarm(&unlocked), Some(FileAlarm::LostChanges));
    let ended = unlocked.accept_file("the file was edited").unwrap();
    assert_eq!(
        (ended, alarm(&unlocked)),
        (Some(FileAlarm::LostChanges), None)
    );
}

/// What an admin did before the clinic had a server counts here, and waits in the queue with everything else.
#[test]
fn what_an_admin_did_without_a_server_is_named_when_it_is_lost() {
    for (sql, name) in [
        ("update queue set bytes = zeroblob(100)", "add role"),
        ("delete from queue", ""),
    ] {
        let (_machine, mut unlocked) = clinic();
        accept_all(unlocked.vault_mut());
        let role = Role {
            id: RoleId(Uuid::from_u128(77)),
            ..roles(unlocked.vault.tenant()).remove(1)
        };
        let written = unlocked.write_admin_signed("add role", |tx| tx.insert(&role));
        written.map(drop).unwrap();
        let url = "https://localhost";
        unlocked.vault_mut().set_server(url, None).unwrap();
        unlocked.vault.conn.execute(sql, []).unwrap();
        let state = unlocked.vault.file_state().unwrap();
        assert_eq!(state.alarm, Some(FileAlarm::LostChanges), "{sql}");
        assert_eq!(state.lost_actions, [name], "{sql}");
        assert!(unlocked.read().get::<Role>(role.id).unwrap().is_some());
        assert_eq!(unlocked.rebuild_queue().unwrap(), 0, "the server decides");
        let state = unlocked.vault.file_state().unwrap();
        assert_eq!(state.lost_actions, [name], "{sql}");
    }
}
