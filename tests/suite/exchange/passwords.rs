//! New passwords: what was signed with the keys before them, and which devices learn of them when.

use clinic::users::password::reset_password;
use clinic::users::password::set_own_password;
use clinic::view::Id;
use support::cli_device::PASSWORD;
use support::{Device, Samples, TestClinic};
use sync_contract::Code;
use sync_contract::catalog::{Patient, Tenant};
use sync_contract::entity::Entity;
use uuid::Uuid;
use vault::password::Password;
use vault::{AdminSignedOutcome, AdminSignedState, Error};

const OTHER: &str = "staple battery horse";

fn register(device: &mut Device, samples: &mut Samples) -> Uuid {
    let row = samples.row(Patient::DESCRIPTOR, 1);
    device.insert(&row).unwrap();
    row.id
}

fn reset(admin: &mut Device, username: &str, password: &str) {
    let user = admin.read().user_named(username).unwrap().unwrap();
    let id = Id::of(user.value.id);
    reset_password(admin.clinic(), &id, password).unwrap();
}

fn sign_in_with(device: &mut Device, username: &str, password: &str) {
    device.sign_out();
    let vault = device.machine.open();
    let unlocked = vault.unlock(username, &Password::new(password));
    device.take(unlocked.map_err(|refused| refused.error).unwrap());
}

#[test]
fn a_clinic_whose_passwords_changed_before_it_had_a_server_is_accepted() {
    let (mut device, recovery) = Device::create();
    device.add_user("diet", "Dietitian");
    let mut samples = Samples::new(device.unlocked().vault().tenant().0);
    let mut patients = vec![register(&mut device, &mut samples)];
    set_own_password(device.clinic(), &Password::new(PASSWORD), OTHER).unwrap();
    sign_in_with(&mut device, "ada", OTHER);
    patients.push(register(&mut device, &mut samples));

    // a user's work under the keys before, and under those after
    device.sign_in_here("diet");
    patients.push(register(&mut device, &mut samples));
    sign_in_with(&mut device, "ada", OTHER);
    reset(&mut device, "diet", OTHER);
    sign_in_with(&mut device, "diet", OTHER);
    patients.push(register(&mut device, &mut samples));

    // the founder forgets theirs altogether
    let ada = device.read().user_named("ada").unwrap().unwrap().value.id;
    device.sign_out();
    let vault = device.machine.open();
    let recovered = vault.recover(&recovery, ada, &Password::new(PASSWORD));
    let Ok(AdminSignedOutcome::Applied(unlocked)) = recovered else {
        panic!("there is no server yet");
    };
    device.take(unlocked);
    patients.push(register(&mut device, &mut samples));

    let test_clinic = TestClinic::for_device(&device);
    let code = test_clinic.clinic_code();
    device.connect(&test_clinic.server.url(), &code);
    assert_eq!(device.refused(), []);
    let app = test_clinic.app();
    for patient in patients {
        test_clinic.row(&app, Patient::DESCRIPTOR, patient);
    }
    let mut second = test_clinic.enrol(&mut device, "ada");
    assert_eq!(
        device.rows(Patient::DESCRIPTOR),
        second.rows(Patient::DESCRIPTOR)
    );
    sign_in_with(&mut second, "diet", OTHER);
}

#[test]
fn a_session_on_another_device_ends_with_a_new_password_and_loses_nothing() {
    let (test_clinic, mut first) = TestClinic::create_with(&[("diet", "Dietitian")]);
    let mut second = test_clinic.enrol(&mut first, "diet");
    let mut samples = Samples::new(test_clinic.tenant);
    let before = register(&mut second, &mut samples);
    for device in [&first, &second] {
        device.machine.clock.jump_ms(60_000);
    }
    reset(&mut first, "diet", OTHER);
    first.sync();
    for device in [&first, &second] {
        device.machine.clock.jump_ms(60_000);
    }
    // it does not know yet
    let late = register(&mut second, &mut samples);
    second.exchange();
    assert_eq!(
        second.refused(),
        [(Patient::DESCRIPTOR.number, Code::BadSignature)]
    );
    let active = second.unlocked().require_active();
    assert!(matches!(active, Err(Error::KeysReplaced)), "{active:?}");
    let row = samples.row(Patient::DESCRIPTOR, 1);
    assert!(matches!(second.insert(&row), Err(Error::KeysReplaced)));

    sign_in_with(&mut second, "diet", OTHER);
    let refused = second.unlocked().vault().rejected().unwrap();
    second.unlocked_mut().requeue(refused[0].group_id).unwrap();
    second.sync();
    first.sync();
    for patient in [before, late] {
        assert!(first.row(Patient::DESCRIPTOR, patient).is_some());
    }
}

/// Writes another name of the clinic as its admin, and returns the action.
fn rename_clinic(device: &mut Device, name: &str) -> Uuid {
    let id = device.unlocked().vault().tenant();
    let stored = device.read().get::<Tenant>(id).unwrap().unwrap();
    let (mut value, seen) = (stored.value, stored.seen);
    value.name = name.try_into().unwrap();
    let unlocked = device.unlocked_mut();
    let written = unlocked.write_admin_signed("rename clinic", |tx| tx.update(&value, &seen));
    match written.unwrap() {
        AdminSignedOutcome::Pending(action, _) => action,
        AdminSignedOutcome::Applied(_) => panic!("the clinic has a server"),
    }
}

/// The clock of a computer is set while a program runs: what an admin signs then is refused, and nothing of it is left.
#[test]
fn an_admin_signs_anew_once_a_wrong_clock_was_noticed() {
    let (_clinic, mut device) = TestClinic::create();
    device.sync();
    device.machine.clock.jump_ms(3_600_000);
    let refused = rename_clinic(&mut device, "Refused");
    device.exchange();
    let state = device.unlocked().vault().admin_signed_state(refused);
    assert_eq!(
        state.unwrap(),
        AdminSignedState::Rejected(Code::ClockTooFar)
    );
    // the same program, with the token that it has: it has asked for the time
    let again = rename_clinic(&mut device, "Hilltop");
    device.sync();
    let state = device.unlocked().vault().admin_signed_state(again);
    assert_eq!(state.unwrap(), AdminSignedState::Accepted);
    let id = device.unlocked().vault().tenant();
    let stored = device.read().get::<Tenant>(id).unwrap().unwrap();
    assert_eq!(stored.value.name.as_str(), "Hilltop");
}
