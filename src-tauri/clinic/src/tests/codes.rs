use serde_json::json;
use vault::password::Password;

use crate::error::{Error, Reason};
use crate::testing::{Machine, PASSWORD, clinic};
use crate::users::add::Work;
use crate::users::code::{UserCode, add_with_code, choose_password, new_code};
use crate::users::{NewUser, UserRow, details, list, password, session};
use crate::view::Id;
use crate::{Clinic, ProblemCode, facilities, locations, patients};

const CHOSEN: &str = "four words of my own";

fn added(admin: &mut Clinic) -> UserCode {
    let outcome = add_with_code(admin, &new_user(admin, "noor"), &Work::default()).unwrap();
    match outcome {
        vault::AdminSignedOutcome::Applied(code) => code,
        vault::AdminSignedOutcome::Pending(..) => panic!("there is no server"),
    }
}

pub(super) fn new_user(admin: &Clinic, username: &str) -> NewUser {
    let roles = admin.read().roles().unwrap();
    let role = roles
        .iter()
        .find(|row| row.value.name.as_str() == "Dietitian");
    NewUser {
        first_name: "Noor".into(),
        last_name: "Haddad".into(),
        username: username.into(),
        email: format!("{username}@clinic.example"),
        role_id: Id::of(role.unwrap().value.id),
        facility_id: None,
        department_id: None,
    }
}

fn row(admin: &Clinic) -> UserRow {
    let mut rows = list::list(admin).unwrap().into_iter();
    rows.find(|row| row.username == "noor").unwrap()
}

fn refused(machine: &Machine, typed: &str) -> vault::Error {
    let tried = machine.vault().unlock("noor", &Password::new(typed));
    tried.map(drop).unwrap_err().error
}

#[test]
fn a_new_user_signs_in_with_a_code_and_chooses_a_password() {
    let (machine, mut admin) = clinic();
    let code = added(&mut admin);
    assert_eq!((code.code.len(), code.code.matches('-').count()), (24, 4));
    assert_eq!(format!("{code:?}"), "UserCode(noor)");
    let pending = row(&admin).code.unwrap();
    assert_eq!(
        (pending.expires_at, pending.is_expired, pending.is_reset),
        (code.expires_at, false, false)
    );
    drop(admin);

    let mut noor = machine.sign_in("noor", &code.code);
    let view = session(&noor).unwrap();
    assert!(
        view.must_choose_password && view.rights.is_empty(),
        "{view:?}"
    );
    let searched = patients::search::search(&noor, "okafor", 5);
    let problem = searched.unwrap_err().problem(machine.now());
    assert_eq!(problem.code, ProblemCode::PasswordNotChosen);
    for (typed, reason) in [
        ("short", Reason::TooShort),
        ("password123", Reason::TooCommon),
    ] {
        let refused = choose_password(&mut noor, typed).unwrap_err();
        let problem = refused.problem(machine.now());
        assert_eq!(problem.reason, Some(reason), "{typed}");
    }
    choose_password(&mut noor, CHOSEN).unwrap();
    assert!(!session(&noor).unwrap().must_choose_password);
    patients::search::search(&noor, "okafor", 5).unwrap();
    let again = choose_password(&mut noor, CHOSEN).unwrap_err();
    assert_eq!(
        again.problem(machine.now()).field.unwrap(),
        "chosenPassword"
    );
    drop(noor);
    let used = refused(&machine, &code.code);
    assert!(matches!(used, vault::Error::WrongPassword));
    machine.clock.advance_s(60);
    drop(machine.sign_in("noor", CHOSEN));
    assert_eq!(
        row(&machine.sign_in("Admin", crate::testing::ADMIN_PASSWORD)).code,
        None
    );
}

#[test]
fn an_expired_code_is_replaced_and_a_forgotten_password_too() {
    let (machine, mut admin) = clinic();
    let first = added(&mut admin);
    machine.clock.advance_s(3600);
    assert!(row(&admin).code.unwrap().is_expired);
    let expired = refused(&machine, &first.code);
    let problem = Error::from(expired).problem(machine.now());
    assert_eq!(problem.code, ProblemCode::SignInCodeExpired);

    let renew = |admin: &mut Clinic| {
        let id = row(admin).id;
        match new_code(admin, &id).unwrap() {
            vault::AdminSignedOutcome::Applied(code) => code,
            vault::AdminSignedOutcome::Pending(..) => panic!("there is no server"),
        }
    };
    let kinds = |admin: &Clinic| {
        let pending = admin.read().pending_codes().unwrap();
        pending
            .iter()
            .map(|row| row.value.kind.as_str())
            .collect::<Vec<_>>()
    };
    let second = renew(&mut admin);
    assert_eq!(kinds(&admin), ["ACTIVATION"]);
    let is_reset = |admin: &Clinic| row(admin).code.map(|code| code.is_reset);
    assert_eq!(is_reset(&admin), Some(false));
    let mut noor = machine.sign_in("noor", &second.code);
    choose_password(&mut noor, CHOSEN).unwrap();
    drop(noor);
    machine.clock.advance_s(60);
    let third = renew(&mut admin);
    assert_eq!(kinds(&admin), ["PASSWORD_RESET"]);
    assert_eq!(is_reset(&admin), Some(true));
    assert!(matches!(
        refused(&machine, CHOSEN),
        vault::Error::WrongPassword
    ));
    machine.clock.advance_s(60);
    let mut noor = machine.sign_in("noor", &third.code);
    choose_password(&mut noor, CHOSEN).unwrap();
    // a script's password needs no code
    let id = row(&admin).id;
    password::reset_password(&mut admin, &id, PASSWORD).unwrap();
    assert_eq!(kinds(&admin), [""; 0]);
    let own = Id::of(admin.user());
    let refused = new_code(&mut admin, &own).unwrap_err();
    assert!(matches!(
        refused,
        Error::Invalid {
            field: "ownPassword",
            reason: Reason::Impossible
        }
    ));
}

#[test]
fn each_user_but_the_founder_has_an_address_and_a_department() {
    let (_machine, mut admin) = clinic();
    let mut new = new_user(&admin, "noor");
    new.email = " ".into();
    let missing = |refused: Error| match refused {
        Error::Invalid {
            field,
            reason: Reason::Required,
        } => field,
        other => panic!("{other:?}"),
    };
    let refused = add_with_code(&mut admin, &new, &Work::default()).unwrap_err();
    assert_eq!(missing(refused), "email");
    added(&mut admin);
    let edit = |admin: &mut Clinic, id: &Id, change: &dyn Fn(&mut details::UserForm)| {
        let user = details::show(admin, id).unwrap();
        let mut form = user.form.clone();
        change(&mut form);
        details::edit(admin, id, &user.seen, &user.form, &form)
    };
    let noor = row(&admin).id;
    let refused = edit(&mut admin, &noor, &|form| form.email = String::new());
    assert_eq!(missing(refused.unwrap_err()), "email");
    // one who has none lies before the rule; the founder needs none
    let own = Id::of(admin.user());
    edit(&mut admin, &own, &|form| {
        form.specialization = "Head".into()
    })
    .unwrap();

    let facility = facilities::list(&admin).unwrap()[0].id.clone();
    let ward = json!({ "name": "Ward", "code": "", "facilityId": facility, "isActive": true });
    let ward = locations::add::<sync_contract::catalog::Department>(
        &mut admin,
        &serde_json::from_value(ward).unwrap(),
    );
    let ward = ward.unwrap().id;
    new = new_user(&admin, "lea");
    let refused = add_with_code(&mut admin, &new, &Work::default()).unwrap_err();
    assert_eq!(missing(refused), "departmentId");
    new.department_id = Some(ward.clone());
    add_with_code(&mut admin, &new, &Work::default()).unwrap();
    let refused = edit(&mut admin, &noor, &|form| form.phone = "0123".into());
    assert_eq!(missing(refused.unwrap_err()), "departmentId");
    edit(&mut admin, &noor, &|form| {
        form.department_id = Some(ward.clone())
    })
    .unwrap();
    edit(&mut admin, &own, &|form| {
        form.specialization = "None".into()
    })
    .unwrap();
}

#[test]
fn one_signs_in_with_a_name_or_an_address_that_is_of_one_user() {
    let (_machine, mut admin) = clinic();
    added(&mut admin);
    let taken = |refused: Error| match refused {
        Error::Invalid {
            field,
            reason: Reason::Taken,
        } => field,
        other => panic!("{other:?}"),
    };
    let mut new = new_user(&admin, "noor@clinic.example");
    new.email = "other@clinic.example".into();
    let refused = add_with_code(&mut admin, &new, &Work::default()).unwrap_err();
    assert_eq!(taken(refused), "username");
    let new = new_user(&admin, "lea@clinic.example");
    let new = NewUser {
        email: "lea@home.example".into(),
        ..new
    };
    add_with_code(&mut admin, &new, &Work::default()).unwrap();
    let new = NewUser {
        email: "Lea@Clinic.example".into(),
        ..new_user(&admin, "lea")
    };
    let refused = add_with_code(&mut admin, &new, &Work::default()).unwrap_err();
    assert_eq!(taken(refused), "email");
}
