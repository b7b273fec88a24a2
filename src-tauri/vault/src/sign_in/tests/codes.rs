use rusqlite::Connection;
use sync_contract::Code;
use sync_contract::catalog::VerificationKind;
use sync_contract::ids::UserVerificationId;
use sync_contract::messages::Verdict;

use super::*;
use crate::sign_in::code::NewCode;

const CHOSEN: &str = "four words of my own";
const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;

/// Gives the receptionist new keys under a code. Returns it as it is read out.
fn coded(unlocked: &mut Unlocked, id: u128) -> (NewCode, String) {
    let user = UserId(Uuid::from_u128(41));
    let code = unlocked.new_code().unwrap();
    let keys = unlocked.new_user_keys_under(user, &code).unwrap();
    let written = unlocked.write_admin_signed("reset password", |tx| -> Result<(), Error> {
        let row = tx.get::<User>(user)?.ok_or(Error::NotFound)?;
        let replaced = keys.replace_in(row.value, tx.keys_replaced_at(user)?);
        tx.update(&replaced, &row.seen)?;
        let id = UserVerificationId(Uuid::from_u128(id));
        tx.insert(&code.of_keys(id, VerificationKind::PasswordReset, &replaced))?;
        for grant in tx.grants_for(user, &keys.public_key, &[Compartment::Contact])? {
            tx.insert(&grant)?;
        }
        Ok(())
    });
    assert_eq!(written.unwrap(), AdminSignedOutcome::Applied(()));
    let text = code.code.text().to_string();
    (code, text)
}

/// A clinic whose receptionist has a code and no password of theirs.
fn awaited() -> (Machine, String) {
    let (machine, mut unlocked) = clinic();
    add_receptionist(&mut unlocked);
    let (code, text) = coded(&mut unlocked, 90);
    assert!(!format!("{code:?}").contains(&text));
    (machine, text)
}

fn try_code(machine: &Machine, code: &str) -> Result<Unlocked, Error> {
    let tried = machine.open().unwrap().unlock("ben", &Password::new(code));
    tried.map_err(|refused| refused.error)
}

#[test]
fn a_code_signs_in_once_and_only_to_choose_a_password() {
    let (machine, code) = awaited();
    machine.clock.advance_ms(59 * MINUTE_MS);
    let typed = code.to_lowercase().replace('-', " ");
    let mut ben = try_code(&machine, &typed).unwrap();
    assert!(ben.session.must_choose_password());
    assert!(ben.session.rights().is_empty() && !ben.session.may(Right::PatientsRead));
    let write = ben.write("anything", |_| crate::error::Result::Ok(()));
    assert!(matches!(write, Err(Error::PasswordNotChosen)));
    assert!(ben.weak_password(&Password::new(&code)).is_none());
    assert!(matches!(
        ben.choose_password(&Password::new("")),
        Err(Error::EmptyPassword)
    ));
    ben.choose_password(&Password::new(CHOSEN)).unwrap();
    assert!(ben.session.may(Right::PatientsRead));
    register(&mut ben, "Okafor");
    assert!(matches!(
        ben.choose_password(&Password::new(CHOSEN)),
        Err(Error::NotFound)
    ));
    assert!(ben.vault.verify_audit().unwrap().is_clean());
    drop(ben);
    for used in [&code, &typed] {
        assert!(matches!(
            try_code(&machine, used),
            Err(Error::WrongPassword)
        ));
        machine.clock.advance_ms(MINUTE_MS);
    }
    let ben = try_code(&machine, CHOSEN).unwrap();
    assert!(!ben.session.must_choose_password() && ben.session.may(Right::PatientsRead));
}

#[test]
fn a_code_is_refused_after_its_hour_under_any_clock() {
    let (machine, code) = awaited();
    machine.clock.advance_ms(HOUR_MS);
    for _ in 0..7 {
        // it is the right one, and no wrong password
        assert!(matches!(try_code(&machine, &code), Err(Error::CodeExpired)));
    }
    machine.clock.advance_ms(-HOUR_MS);
    for _ in 0..2 {
        assert!(matches!(try_code(&machine, &code), Err(Error::CodeExpired)));
    }
    let mut ada = machine.unlock();
    assert_eq!(ada.read().pending_codes().unwrap().len(), 1);
    // a later code counts from the latest time that is known
    let (later, text) = coded(&mut ada, 91);
    assert!(later.expires_at > ada.vault.latest_known().unwrap());
    let read = ada.read().pending_codes().unwrap();
    assert_eq!(read[0].value.expires_at, later.expires_at);
    drop(ada);
    assert!(matches!(
        try_code(&machine, &code),
        Err(Error::WrongPassword)
    ));
    machine.clock.advance_ms(MINUTE_MS);
    let mut ben = try_code(&machine, &text).unwrap();
    ben.choose_password(&Password::new(CHOSEN)).unwrap();
    assert!(ben.read().pending_codes().unwrap().is_empty());
}

#[test]
fn another_session_that_was_later_than_its_hour_ends_a_code() {
    let (machine, code) = awaited();
    machine.clock.advance_ms(2 * HOUR_MS);
    drop(machine.unlock());
    machine.clock.advance_ms(-2 * HOUR_MS);
    assert!(matches!(try_code(&machine, &code), Err(Error::CodeExpired)));
}

#[test]
fn a_wrong_code_counts_as_a_wrong_password() {
    let (machine, code) = awaited();
    let last = code.chars().last().unwrap();
    let other = if last == '0' { '1' } else { '0' };
    let wrong = format!("{}{other}", &code[..code.len() - 1]);
    for tries in 1..=5 {
        machine.clock.advance_ms(MINUTE_MS);
        let refused = try_code(&machine, &wrong);
        assert!(
            matches!(refused, Err(Error::WrongPassword)),
            "{tries}: {refused:?}"
        );
    }
    assert!(matches!(
        try_code(&machine, &code),
        Err(Error::Throttled(wait)) if wait.locked_out
    ));
}

#[test]
fn an_edit_of_its_row_makes_no_code_last_longer() {
    for edit in [
        "update user_verifications set expires_at = expires_at + 3600000000",
        "update user_verifications set kdf_salt = randomblob(16)",
        "delete from user_verifications",
    ] {
        let (machine, code) = awaited();
        machine.clock.advance_ms(HOUR_MS + MINUTE_MS);
        let file = Connection::open(machine.database()).unwrap();
        assert_eq!(file.execute(edit, []).unwrap(), 1);
        let refused = try_code(&machine, &code);
        assert!(matches!(refused, Err(Error::WrongPassword)), "{edit}");
    }
}

#[test]
fn a_row_that_was_planted_locks_no_user_out() {
    let (machine, code) = awaited();
    let mut ben = try_code(&machine, &code).unwrap();
    ben.choose_password(&Password::new(CHOSEN)).unwrap();
    drop(ben);
    let file = Connection::open(machine.database()).unwrap();
    let planted = "update user_verifications set kdf_salt = \
        (select users.kdf_salt from users where users.id = user_verifications.\"user\")";
    assert_eq!(file.execute(planted, []).unwrap(), 1);
    try_code(&machine, CHOSEN).unwrap();
}

/// The server refused the password that was chosen here, since another was chosen first elsewhere; then an admin made
/// another code.
#[test]
fn what_was_refused_of_an_earlier_choice_gives_way_to_the_next() {
    let (machine, code) = awaited();
    let mut ben = try_code(&machine, &code).unwrap();
    while answer(&mut ben.vault, |_| Verdict::Accepted { seq: 1 }).is_some() {}
    ben.choose_password(&Password::new(CHOSEN)).unwrap();
    let refused = Verdict::Rejected(Code::AlreadyWritten.into());
    answer(&mut ben.vault, |_| refused).unwrap();
    assert_eq!(ben.vault.rejected().unwrap().len(), 1);
    drop(ben);
    let (_, code) = coded(&mut machine.unlock(), 91);
    let mut ben = try_code(&machine, &code).unwrap();
    ben.choose_password(&Password::new("another four words"))
        .unwrap();
    assert!(ben.vault.rejected().unwrap().is_empty());
}

#[test]
fn a_code_signs_nothing_in_the_session_of_another() {
    let (machine, code) = awaited();
    let mut vault = machine.open().unwrap();
    let refused = vault.keys_of("ben", &Password::new(&code));
    assert!(matches!(refused, Err(Error::PasswordNotChosen)));
}

#[test]
fn a_code_that_was_replaced_meanwhile_lets_no_password_be_chosen() {
    let (machine, code) = awaited();
    let mut ben = try_code(&machine, &code).unwrap();
    machine.clock.advance_ms(MINUTE_MS);
    coded(&mut machine.unlock(), 91);
    let refused = ben.choose_password(&Password::new(CHOSEN));
    assert!(matches!(refused, Err(Error::KeysReplaced)), "{refused:?}");
}
