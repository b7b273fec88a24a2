//! What lies in the place of a file and is none: of the anchor, and of the clinic's file; and what holds the file up.

use std::os::unix::fs::symlink;
use std::path::Path;
use std::time::Duration;

use super::*;
use crate::crypto::keystore::file::FileKeys;
use crate::environment::Environment;

/// The anchor would tell that the file is an older one.
#[test]
fn an_older_file_whose_anchor_cannot_be_read_is_an_alarm() {
    let machine = Machine::new(7);
    let folder = machine.folder.with_extension("keys");
    let environment = || Environment {
        key_store: Box::new(FileKeys::new(folder.clone())),
        ..machine.environment()
    };
    let made = Vault::create(&machine.folder, environment(), setup(), roles);
    let (unlocked, _) = made.unwrap();
    unlocked.vault().complete().unwrap();
    let vault = unlocked.vault().id();
    drop(unlocked.lock());
    let open = || Vault::open(&machine.folder, environment()).unwrap();
    let unlock = || open().unlock("ada", &Password::new(PASSWORD)).unwrap();
    drop(unlock().lock());
    let older = copy(&machine);
    let mut unlocked = unlock();
    register(&mut unlocked, "Okafor");
    drop(unlocked.lock());
    put_back(&machine, &older);
    assert_eq!(open().file_state().unwrap().alarm, Some(FileAlarm::Older));

    let anchor = folder.join(Uuid::new_v5(&vault, b"anchor").to_string());
    let stored = fs::read(&anchor).unwrap();
    for put in no_regular_files() {
        fs::remove_file(&anchor).unwrap();
        put(&anchor);
        let state = open().file_state().unwrap();
        let expected = (Some(FileAlarm::NoAnchor), AnchorState::Unusable);
        assert_eq!((state.alarm, state.anchor), expected);
        assert!(!open().verify_audit().unwrap().is_clean());
        let unlocked = unlock();
        assert!(actions(&unlocked).contains(&"anchor gone".to_owned()));
        drop(unlocked.lock());
        // what is written since ends nothing, and neither does an admin while the reason for it stays
        let mut unlocked = unlock();
        register(&mut unlocked, "Adeyemi");
        drop(unlocked.lock());
        assert_eq!(open().file_state().unwrap().alarm, expected.0);
        let _ = fs::remove_dir(&anchor);
        let _ = fs::remove_file(&anchor);
        fs::write(&anchor, &stored).unwrap();
    }
}

#[test]
fn what_is_no_file_is_not_opened_as_the_clinics() {
    for put in no_regular_files() {
        let (machine, unlocked) = clinic();
        drop(unlocked);
        fs::remove_file(machine.database()).unwrap();
        put(&machine.database());
        let refused = machine.open().unwrap_err();
        assert!(matches!(refused, Error::NotOurs), "{refused}");
    }
}

/// An older copy is put back that lacks what was written while another program did its best to keep the anchor back.
fn is_reported_when_locked<L>(lock: impl FnOnce(&Machine) -> L) {
    let (machine, unlocked) = clinic();
    drop(unlocked.lock());
    let older = copy(&machine);
    let mut unlocked = machine.unlock();
    unlocked.vault().note_anchor();
    register(&mut unlocked, "Okafor");
    let locked = lock(&machine);
    let wait = Duration::from_millis(20);
    unlocked.vault.conn.busy_timeout(wait).unwrap();
    unlocked.vault().note_anchor();
    let state = unlocked.vault().file_state().unwrap();
    assert_eq!((state.alarm, state.anchor), (None, AnchorState::Stored));
    drop((locked, unlocked));
    let written = copy(&machine);
    put_back(&machine, &older);
    assert_eq!(alarm_of(&machine), Some(FileAlarm::Older));
    put_back(&machine, &written);
    assert_eq!(alarm_of(&machine), None, "what was written is as far");
}

#[test]
fn another_program_that_locks_the_file_does_not_silence_the_anchor() {
    is_reported_when_locked(|machine| {
        let other = Connection::open(machine.database()).unwrap();
        other.execute_batch("begin immediate").unwrap();
        other
    });
}

/// There was a lock of this name: held by another program, or not to be opened, it kept the anchor back unseen.
#[test]
fn nothing_next_to_the_file_silences_the_anchor() {
    let puts: [fn(&Path) -> Option<fs::File>; 3] = [
        |path| {
            fs::create_dir(path).unwrap();
            None
        },
        |path| {
            symlink("/nonexistent/lock", path).unwrap();
            None
        },
        |path| {
            let lock = fs::File::create(path).unwrap();
            lock.lock().unwrap();
            Some(lock)
        },
    ];
    for put in puts {
        is_reported_when_locked(|machine| {
            let lock = machine.folder.join("anchor.lock");
            let _ = fs::remove_file(&lock);
            put(&lock)
        });
    }
}
