//! Roles of the clinic's own: added, changed and removed, with the keys that their members need.
#![allow(clippy::unwrap_used)]

use crate::allergies::{self, Severity};
use crate::error::{Error, Reason};
use crate::roles::edit::{RoleForm, RoleView, add, edit, list, remove};
use crate::testing::{ADMIN_PASSWORD, Machine, PASSWORD, add_user, allergy, clinic, registered};
use crate::tests::invoices::faults;
use crate::view::Id;
use crate::{Clinic, chart};
use sync_contract::Right;

fn form(name: &str, rights: &[&str]) -> RoleForm {
    RoleForm {
        name: name.into(),
        description: "Nights and weekends".into(),
        rights: rights.iter().map(|right| (*right).to_owned()).collect(),
    }
}

fn of(admin: &Clinic, name: &str) -> RoleView {
    let roles = list(admin).unwrap();
    roles
        .into_iter()
        .find(|role| role.form.name == name)
        .unwrap()
}

const RIGHTS: &[&str] = &["patients.read", "appointments.read"];

/// A clinic with a patient who has an allergy, and `nina` whose only role is one of the clinic's own.
fn own_role() -> (Machine, Clinic, Id) {
    let (machine, admin) = clinic();
    drop(admin);
    let mut diet = machine.sign_in("diet", PASSWORD);
    let mary = registered(&mut diet, "Mary", "Okafor", "1962-04-12");
    allergies::add(&mut diet, &mary, &allergy("Sesame", Severity::Severe)).unwrap();
    drop(diet);
    let mut admin = machine.sign_in("admin", ADMIN_PASSWORD);
    add(&mut admin, &form("Night desk", RIGHTS)).unwrap();
    add_user(&mut admin, "nina", "Night desk");
    (machine, admin, mary)
}

#[test]
fn a_role_that_gains_a_right_gives_its_members_the_keys_for_it() {
    let (machine, mut admin, mary) = own_role();
    let role = of(&admin, "Night desk");
    assert_eq!((role.is_system, role.members), (false, 1));
    assert_eq!(role.compartments, ["contact"]);
    drop(admin);
    let mut nina = machine.sign_in("nina", PASSWORD);
    assert!(matches!(
        allergies::list(&nina, mary.to().unwrap()),
        Err(Error::Forbidden(_))
    ));
    let header = chart::show(&mut nina, &mary).unwrap().header;
    assert_eq!(header.patient.name, "Mary Okafor");
    drop(nina);

    admin = machine.sign_in("admin", ADMIN_PASSWORD);
    let more = form(
        "Night desk",
        &[RIGHTS, &["chart.read", "alerts.read"]].concat(),
    );
    edit(&mut admin, &role.id, &role.seen, &role.form, &more).unwrap();
    let changed = of(&admin, "Night desk");
    assert_eq!(changed.compartments, ["contact", "clinical", "operations"]);
    drop(admin);
    let nina = machine.sign_in("nina", PASSWORD);
    let shown = allergies::list(&nina, mary.to().unwrap()).unwrap();
    assert_eq!(shown[0].form.substance, "Sesame");
    drop(nina);

    // and what it loses is no longer shown
    admin = machine.sign_in("admin", ADMIN_PASSWORD);
    let less = form("Night desk", RIGHTS);
    edit(&mut admin, &changed.id, &changed.seen, &changed.form, &less).unwrap();
    drop(admin);
    let nina = machine.sign_in("nina", PASSWORD);
    assert!(matches!(
        allergies::list(&nina, mary.to().unwrap()),
        Err(Error::Forbidden(_))
    ));
}

#[test]
fn a_role_of_the_product_is_not_changed_and_no_name_is_given_twice() {
    let (_machine, mut admin, _) = own_role();
    let nurse = of(&admin, "Nurse");
    assert!(nurse.is_system);
    let system = [("systemRole", Reason::Impossible)];
    let other = form("Nurse", RIGHTS);
    let refused = edit(&mut admin, &nurse.id, &nurse.seen, &nurse.form, &other);
    assert_eq!(faults(refused.map(|_| ())), system);
    let refused = remove(&mut admin, &nurse.id, &nurse.seen);
    assert_eq!(faults(refused.map(|_| ())), system);
    for (bad, expected) in [
        (form("night DESK", RIGHTS), vec![("name", Reason::Taken)]),
        (
            form(" ", &[]),
            vec![("name", Reason::Required), ("rights", Reason::Required)],
        ),
        (
            form("Cook", &["kitchen.manage"]),
            vec![("rights", Reason::Unknown)],
        ),
    ] {
        assert_eq!(faults(add(&mut admin, &bad).map(|_| ())), expected);
    }
}

#[test]
fn a_right_to_write_needs_the_right_to_read_the_same() {
    let (_machine, mut admin, _) = own_role();
    let role = of(&admin, "Night desk");
    let lacking = form("Night desk", &[RIGHTS, &["users.manage"]].concat());
    let refused = edit(&mut admin, &role.id, &role.seen, &role.form, &lacking);
    let error = refused.map(|_| ()).unwrap_err();
    assert!(matches!(
        error,
        Error::RightNeeds {
            right: Right::UsersManage,
            needs: Right::UsersRead
        }
    ));
    let problem = error.problem(admin.now());
    assert_eq!(problem.field.as_deref(), Some("rights"));
    assert_eq!(problem.reference.as_deref(), Some("users.read"));
    let both = form(
        "Night desk",
        &[RIGHTS, &["users.read", "users.manage"]].concat(),
    );
    edit(&mut admin, &role.id, &role.seen, &role.form, &both).unwrap();
    // nor is the right to read taken alone
    let role = of(&admin, "Night desk");
    let refused = edit(&mut admin, &role.id, &role.seen, &role.form, &lacking);
    assert!(matches!(refused.map(|_| ()), Err(Error::RightNeeds { .. })));
}

#[test]
fn a_role_is_removed_when_no_user_has_it() {
    let (_machine, mut admin, _) = own_role();
    let role = of(&admin, "Night desk");
    let refused = remove(&mut admin, &role.id, &role.seen);
    assert_eq!(
        faults(refused.map(|_| ())),
        [("members", Reason::Impossible)]
    );
    add(&mut admin, &form("Trainee", RIGHTS)).unwrap();
    let trainee = of(&admin, "Trainee");
    remove(&mut admin, &trainee.id, &trainee.seen).unwrap();
    let names = list(&admin).unwrap().into_iter();
    let mut names = names.map(|role| role.form.name);
    assert!(names.all(|name| name != "Trainee"));
    let again = remove(&mut admin, &trainee.id, &trainee.seen);
    assert!(matches!(again.map(|_| ()), Err(Error::NotFound("role"))));
}

#[test]
fn two_who_change_one_role_lose_nothing_of_each_other() {
    let (_machine, mut admin, _) = own_role();
    let seen = of(&admin, "Night desk");
    let more = form("Night desk", &[RIGHTS, &["alerts.read"]].concat());
    edit(&mut admin, &seen.id, &seen.seen, &seen.form, &more).unwrap();
    // an editor who has not seen that
    let mut other = seen.form.clone();
    other.name = "Late desk".into();
    other.rights = vec!["patients.read".into(), "conflicts.read".into()];
    let now = of(&admin, "Night desk").seen;
    edit(&mut admin, &seen.id, &now, &seen.form, &other).unwrap();
    let late = of(&admin, "Late desk");
    assert_eq!(
        late.form.rights,
        ["alerts.read", "conflicts.read", "patients.read"]
    );
}
