#![allow(clippy::unwrap_used)]

use sync_contract::catalog::Patient;

use crate::crypto::password::Password;
use crate::crypto::recovery::RecoveryKey;
use crate::error::Error;
use crate::testing::*;
use crate::write::AdminSignedOutcome;

#[test]
fn the_recovery_key_is_tested_and_another_one_is_refused() {
    let machine = Machine::new(1);
    let (unlocked, recovery) = machine.create();
    let typed = RecoveryKey::parse(&recovery.text()).unwrap();
    unlocked.vault.test_recovery(&typed).unwrap();
    let refused = unlocked.vault.test_recovery(&RecoveryKey::generate());
    assert!(matches!(refused, Err(Error::WrongRecoveryKey)));
}

#[test]
fn a_forgotten_password_is_replaced_and_everything_opens_again() {
    let machine = Machine::new(1);
    let (mut unlocked, recovery) = machine.create();
    let (id, user) = (register(&mut unlocked, "Okafor"), unlocked.user());
    let vault = unlocked.lock();
    let new = Password::new("battery staple");
    let outcome = vault.recover(&recovery, user, &new).unwrap();
    let AdminSignedOutcome::Applied(mut recovered) = outcome else {
        panic!("there is no server");
    };
    register(&mut recovered, "Adeyemi");
    let vault = recovered.lock();
    let refused = vault.unlock("ada", &Password::new(PASSWORD)).unwrap_err();
    assert!(matches!(refused.error, Error::WrongPassword));
    machine.clock.advance_ms(60_000);
    let unlocked = refused
        .vault
        .unlock("ada", &new)
        .map_err(|refused| refused.error)
        .unwrap();
    assert!(unlocked.session.is_admin() && unlocked.session.waiting_for_keys().is_empty());
    let patient = unlocked.read().get::<Patient>(id).unwrap().unwrap();
    assert_eq!(
        patient.value.family_name.open().unwrap().as_deref(),
        Some("Okafor")
    );
    assert!(unlocked.vault.verify_audit().unwrap().fault.is_none());
}

#[test]
fn with_a_server_the_new_keys_wait_for_its_verdict() {
    let machine = Machine::new(1);
    let (mut unlocked, recovery) = machine.create();
    let user = unlocked.user();
    unlocked
        .vault
        .set_server("https://sync.example.org", None)
        .unwrap();
    accept_all(&mut unlocked.vault);
    let new = Password::new("battery staple");
    let outcome = unlocked.lock().recover(&recovery, user, &new).unwrap();
    let AdminSignedOutcome::Pending(_, mut recovered) = outcome else {
        panic!("there is a server");
    };
    accept_all(&mut recovered.vault);
    recovered
        .lock()
        .unlock("ada", &new)
        .map_err(|refused| refused.error)
        .unwrap();
}
