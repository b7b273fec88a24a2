//! Codes with which users sign in once: made on one computer, used on another that does not reach the server.

use clinic::users::code::{UserCode, choose_password, new_code};
use clinic::users::{details, email};
use clinic::view::Id;
use rusqlite::Connection;
use support::{Device, Samples, TestClinic};
use sync_contract::Code;
use sync_contract::catalog::{Patient, User};
use sync_contract::entity::Entity;
use uuid::Uuid;
use vault::password::Password;
use vault::{AdminSignedOutcome, Error};

const CHOSEN: &str = "staple battery horse";
const HOUR_MS: i64 = 3_600_000;

/// Two computers of a clinic; the dietitian, at work on the second, has a new code.
fn coded() -> (TestClinic, Device, Device, UserCode) {
    let (test_clinic, mut first) = TestClinic::create_with(&[("diet", "Dietitian")]);
    let mut second = test_clinic.enrol(&mut first, "diet");
    second.sign_out();
    let user = first.read().user_named("diet").unwrap().unwrap();
    let made = new_code(first.clinic(), &Id::of(user.value.id)).unwrap();
    let AdminSignedOutcome::Pending(_, code) = made else {
        panic!("it counts once the server has it");
    };
    first.sync();
    second.sync();
    (test_clinic, first, second, code)
}

fn sign_in(device: &mut Device, password: &str) -> Result<(), Error> {
    device.sign_out();
    let vault = device.machine.open();
    let unlocked = vault.unlock("diet", &Password::new(password));
    device.take(unlocked.map_err(|refused| refused.error)?);
    Ok(())
}

fn register(device: &mut Device, samples: &mut Samples) -> Uuid {
    let row = samples.row(Patient::DESCRIPTOR, 1);
    device.insert(&row).unwrap();
    row.id
}

#[test]
fn a_code_of_one_computer_is_used_on_another_without_the_server() {
    let (test_clinic, mut first, mut second, code) = coded();
    let mut samples = Samples::new(test_clinic.tenant);
    sign_in(&mut second, &code.code).unwrap();
    choose_password(second.clinic(), CHOSEN).unwrap();
    let before = register(&mut second, &mut samples);
    sign_in(&mut second, CHOSEN).unwrap();
    second.sync();
    first.sync();
    assert!(first.row(Patient::DESCRIPTOR, before).is_some());
    sign_in(&mut first, CHOSEN).unwrap();
    for device in [&mut first, &mut second] {
        let used = sign_in(device, &code.code);
        assert!(matches!(used, Err(Error::WrongPassword)), "{used:?}");
    }
}

#[test]
fn of_two_passwords_for_one_code_the_one_that_came_first_counts() {
    const OTHER: &str = "battery horse staple";
    let (test_clinic, mut first, mut second, code) = coded();
    let mut samples = Samples::new(test_clinic.tenant);
    for (device, password) in [(&mut first, CHOSEN), (&mut second, OTHER)] {
        sign_in(device, &code.code).unwrap();
        choose_password(device.clinic(), password).unwrap();
    }
    let patient = register(&mut second, &mut samples);
    first.sync();
    second.exchange();
    assert_eq!(
        second.refused(),
        [(User::DESCRIPTOR.number, Code::StaleBase)]
    );
    first.exchange();
    assert!(first.row(Patient::DESCRIPTOR, patient).is_some());
    for device in [&mut first, &mut second] {
        sign_in(device, CHOSEN).unwrap();
    }
}

#[test]
fn a_code_expires_on_every_computer_also_where_its_row_is_edited() {
    let (_test_clinic, mut first, mut second, code) = coded();
    for device in [&mut first, &mut second] {
        device.machine.clock.jump_ms(HOUR_MS + 60_000);
        let expired = sign_in(device, &code.code);
        assert!(matches!(expired, Err(Error::CodeExpired)), "{expired:?}");
    }
    // back in the hour, and the hour made longer
    second.machine.clock.jump_ms(-HOUR_MS);
    let expired = sign_in(&mut second, &code.code);
    assert!(matches!(expired, Err(Error::CodeExpired)), "{expired:?}");
    let longer = "update user_verifications set expires_at = expires_at + 36000000000";
    let file = Connection::open(second.machine.folder.join("vault.db")).unwrap();
    assert_eq!(file.execute(longer, []).unwrap(), 1);
    let edited = sign_in(&mut second, &code.code);
    assert!(matches!(edited, Err(Error::WrongPassword)), "{edited:?}");
}

/// The address is moved on one computer while it is verified on another: what was verified is not the new one.
#[test]
fn an_address_that_moves_meanwhile_is_not_verified() {
    let (test_clinic, mut first) =
        TestClinic::create_with(&[("diet", "Dietitian"), ("bo", "Admin")]);
    let mut second = test_clinic.enrol(&mut first, "bo");
    let diet = first.read().user_named("diet").unwrap().unwrap().value.id;
    let id = Id::of(diet);
    let AdminSignedOutcome::Pending(_, code) = email::new_code(first.clinic(), &id).unwrap() else {
        panic!("it counts once the server has it");
    };
    first.sync();
    second.sync();
    let shown = details::show(first.clinic(), &id).unwrap();
    assert!(!shown.is_email_verified && shown.email_code_until.is_some());
    let mut moved = shown.form.clone();
    moved.email = "moved@clinic.example".into();
    details::edit(first.clinic(), &id, &shown.seen, &shown.form, &moved).unwrap();
    let verified = email::verify(second.clinic(), &id, &code.code).unwrap();
    assert!(matches!(verified, AdminSignedOutcome::Pending(..)));
    first.sync();
    second.exchange();
    second.sync();
    first.sync();
    for device in [&mut first, &mut second] {
        let shown = details::show(device.clinic(), &id).unwrap();
        assert_eq!(shown.form.email, "moved@clinic.example");
        assert!(!shown.is_email_verified);
    }
    let former = email::verify(second.clinic(), &id, &code.code);
    assert!(former.is_err());
    let AdminSignedOutcome::Pending(_, code) = email::new_code(second.clinic(), &id).unwrap()
    else {
        panic!("it counts once the server has it");
    };
    second.sync();
    email::verify(second.clinic(), &id, &code.code).unwrap();
    second.sync();
    first.sync();
    assert!(
        details::show(first.clinic(), &id)
            .unwrap()
            .is_email_verified
    );
}
