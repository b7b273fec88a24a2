//! Keys of the key store that are damaged, or another clinic's.

use super::*;
use crate::crypto::error::SealError;

/// Restoring a backup would lose what was entered since, though the file is intact.
#[test]
fn damaged_or_foreign_keys_are_not_taken_for_a_damaged_file() {
    let (machine, unlocked) = clinic();
    let vault = unlocked.vault().id();
    drop(unlocked.lock());
    let other = machine.next_to("other");
    let (stranger, _) = other.create();
    let foreign = stranger.vault().id();
    drop(stranger.lock());
    let keys = machine.environment().key_store;
    let own = keys.load(vault).unwrap().unwrap();
    for cut in [0, 1, own.len() / 2, own.len() - 1] {
        keys.store(vault, &own[..cut]).unwrap();
        let refused = machine.open().unwrap_err();
        let is_expected = matches!(refused, Error::Seal(SealError::DamagedKeys));
        assert!(is_expected, "{cut}: {refused}");
    }
    keys.store(vault, &keys.load(foreign).unwrap().unwrap())
        .unwrap();
    let refused = machine.open().unwrap_err();
    assert!(matches!(refused, Error::NoKeysHere), "{refused}");
    keys.store(vault, &own).unwrap();
    assert_eq!(machine.open().unwrap().file_state().unwrap().alarm, None);
}
