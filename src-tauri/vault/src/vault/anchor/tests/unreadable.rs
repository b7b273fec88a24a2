//! What lies in the place of a file and is none: of the anchor, and of the clinic's file.

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
