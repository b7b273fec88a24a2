use vault::AdminSignedOutcome;
use vault::password::Password;

use crate::audit::view::{AuditQuery, AuditRow};
use crate::error::{Error, Reason};
use crate::testing::clinic;
use crate::tests::codes::new_user;
use crate::users::add::Work;
use crate::users::{add, details, email, list, password};
use crate::view::{At, Id};
use crate::{Clinic, audit};

fn added(admin: &mut Clinic, username: &str) -> Id {
    let new = new_user(admin, username);
    match add::add(admin, &new, &Work::default(), crate::testing::PASSWORD).unwrap() {
        AdminSignedOutcome::Applied(id) => Id::of(id),
        AdminSignedOutcome::Pending(..) => panic!("there is no server"),
    }
}

fn made(admin: &mut Clinic, id: &Id) -> String {
    match email::new_code(admin, id).unwrap() {
        AdminSignedOutcome::Applied(code) => code.code,
        AdminSignedOutcome::Pending(..) => panic!("there is no server"),
    }
}

fn wrong<T>(outcome: Result<T, Error>) -> (&'static str, Reason) {
    match outcome.map(drop) {
        Err(Error::Invalid { field, reason }) => (field, reason),
        other => panic!("{other:?}"),
    }
}

fn state(admin: &Clinic, id: &Id) -> (bool, Option<At>) {
    let user = details::show(admin, id).unwrap();
    let rows = list::list(admin).unwrap();
    let listed = rows.into_iter().find(|row| row.id == *id).unwrap();
    assert_eq!(listed.is_email_verified, Some(user.is_email_verified));
    (user.is_email_verified, user.email_code_until)
}

fn move_to(admin: &mut Clinic, id: &Id, address: &str) {
    let user = details::show(admin, id).unwrap();
    let form = details::UserForm {
        email: address.into(),
        ..user.form.clone()
    };
    details::edit(admin, id, &user.seen, &user.form, &form).unwrap();
}

#[test]
fn an_address_is_verified_by_the_code_that_was_sent_there() {
    let (machine, mut admin) = clinic();
    let noor = added(&mut admin, "noor");
    assert_eq!(state(&admin, &noor), (false, None));
    let code = made(&mut admin, &noor);
    assert!(state(&admin, &noor).1.is_some());
    let unlocked = machine.vault().unlock("noor", &Password::new(&code));
    assert!(unlocked.is_err(), "it signs nobody in");

    let lea = added(&mut admin, "lea");
    let of_another = email::verify(&mut admin, &lea, &code);
    assert_eq!(wrong(of_another), ("code", Reason::Unknown));
    for typed in ["", "7QK3", "7QK3-W9DX-4MTE-R2HB-0NC!"] {
        let no_code = email::verify(&mut admin, &noor, typed);
        assert_eq!(wrong(no_code), ("code", Reason::Malformed), "{typed}");
    }
    email::verify(&mut admin, &noor, &code.to_lowercase().replace('-', " ")).unwrap();
    assert_eq!(state(&admin, &noor), (true, None));
    assert_eq!(state(&admin, &lea), (false, None));
    for again in [
        wrong(email::verify(&mut admin, &noor, &code)),
        wrong(email::new_code(&mut admin, &noor)),
    ] {
        assert_eq!(again, ("email", Reason::OutOfOrder));
    }
    // it goes with the address, and does not come back with it
    move_to(&mut admin, &noor, "other@clinic.example");
    assert_eq!(state(&admin, &noor), (false, None));
    let for_former = email::verify(&mut admin, &noor, &code);
    assert_eq!(wrong(for_former), ("code", Reason::Unknown));
    move_to(&mut admin, &noor, "noor@clinic.example");
    assert_eq!(state(&admin, &noor), (false, None));
    let used = email::verify(&mut admin, &noor, &code);
    assert_eq!(wrong(used), ("code", Reason::Unknown));
    let second = made(&mut admin, &noor);
    email::verify(&mut admin, &noor, &second).unwrap();
    assert_eq!(state(&admin, &noor), (true, None));
}

#[test]
fn a_code_for_an_address_lasts_an_hour_by_the_latest_known_time() {
    let (machine, mut admin) = clinic();
    let noor = added(&mut admin, "noor");
    let code = made(&mut admin, &noor);
    machine.clock.advance_s(3600);
    assert_eq!(state(&admin, &noor), (false, None));
    let late = email::verify(&mut admin, &noor, &code);
    assert_eq!(wrong(late), ("code", Reason::TooLongAgo));
    let second = made(&mut admin, &noor);
    assert_ne!(second, code);
    email::verify(&mut admin, &noor, &second).unwrap();
    assert!(state(&admin, &noor).0);
}

#[test]
fn a_user_without_an_address_has_nothing_to_verify() {
    let (_machine, mut admin) = clinic();
    let own = Id::of(admin.user());
    assert_eq!(
        wrong(email::new_code(&mut admin, &own)),
        ("email", Reason::Required)
    );
    let rows = list::list(&admin).unwrap();
    assert_eq!(rows[0].is_email_verified, None);
}

#[test]
fn a_code_that_another_program_edited_verifies_nothing() {
    for (table, set) in [
        ("user_verifications", Some("expires_at = expires_at + 1")),
        ("user_verifications", Some("email = 'else@clinic.example'")),
        ("user_verifications", Some("code_hash = randomblob(32)")),
        ("user_verifications", Some("kind = 'ACTIVATION'")),
        ("user_verifications", None),
        ("users", Some("email = email || '.example'")),
    ] {
        let (_machine, mut admin) = clinic();
        let noor = added(&mut admin, "noor");
        let code = made(&mut admin, &noor);
        assert!(admin.unlocked().edit_table(table, set) > 0);
        let verified = email::verify(&mut admin, &noor, &code);
        assert!(verified.is_err(), "{table}, {set:?}");
    }
    let (_machine, mut admin) = clinic();
    let noor = added(&mut admin, "noor");
    admin
        .unlocked()
        .edit_table("users", Some("email_verified = 1"));
    let shown = details::show(&admin, &noor);
    assert!(!shown.is_ok_and(|user| user.is_email_verified));
}

#[test]
fn what_was_changed_meanwhile_is_not_replaced_unseen() {
    let (machine, mut admin) = clinic();
    let noor = added(&mut admin, "noor");
    let shown = details::show(&admin, &noor).unwrap();
    let code = made(&mut admin, &noor);
    email::verify(&mut admin, &noor, &code).unwrap();
    for change in [
        |form: &mut details::UserForm| form.email = "third@clinic.example".into(),
        |form: &mut details::UserForm| form.first_name = "Nora".into(),
    ] {
        let mut form = shown.form.clone();
        change(&mut form);
        let edited = details::edit(&mut admin, &noor, &shown.seen, &shown.form, &form);
        let problem = edited.unwrap_err().problem(machine.now());
        assert_eq!(problem.code, crate::ProblemCode::ChangedMeanwhile);
    }
    let query = AuditQuery {
        action: Some("edit user".into()),
        limit: 10,
        ..AuditQuery::default()
    };
    let logged = audit::list::list(&admin, &query).unwrap().rows;
    let is_done = |row: &AuditRow| row.outcome == "DONE";
    assert!(!logged.iter().any(is_done), "{logged:?}");
    let now = details::show(&admin, &noor).unwrap();
    assert_eq!(now.form, shown.form);
    assert!(now.is_email_verified);
    // another cell is another matter
    let form = details::UserForm {
        specialization: "Renal".into(),
        ..shown.form.clone()
    };
    details::edit(&mut admin, &noor, &shown.seen, &shown.form, &form).unwrap();
    let now = details::show(&admin, &noor).unwrap();
    assert_eq!(now.form, form);
}

#[test]
fn a_code_that_others_know_becomes_no_password() {
    let (machine, mut admin) = clinic();
    let noor = added(&mut admin, "noor");
    let code = made(&mut admin, &noor);
    drop(admin);
    let mut noor = machine.sign_in("noor", crate::testing::PASSWORD);
    let old = Password::new(crate::testing::PASSWORD);
    let refused = password::set_own_password(&mut noor, &old, &code);
    assert_eq!(wrong(refused), ("password", Reason::TooCommon));
}
