//! A role for one facility counts in the sessions that work there.

use sync_contract::Right;

use crate::audit::list::list as audit;
use crate::audit::view::AuditQuery;
use crate::error::{Error, Reason, Result};
use crate::facilities::{FacilityForm, find, work_at, workplaces};
use crate::prescriptions::list::list as prescriptions;
use crate::roles::edit::{self as own_roles, RoleForm};
use crate::testing::{ADMIN_PASSWORD, Machine, PASSWORD, clinic, registered};
use crate::tests::department::with_head_doctors;
use crate::users::add::{Work, add};
use crate::users::code::add_with_code;
use crate::users::details::{UserDetails, show};
use crate::users::{NewUser, list, membership, session};
use crate::view::Id;
use crate::{Clinic, department, facilities, settings};

pub(super) fn of(admin: &Clinic, username: &str) -> UserDetails {
    let rows = list::list(admin).unwrap();
    let row = rows.iter().find(|row| row.username == username).unwrap();
    show(admin, &row.id).unwrap()
}

pub(super) fn give(
    admin: &mut Clinic,
    username: &str,
    role: &str,
    facility: Option<&Id>,
) -> Result<()> {
    let user = of(admin, username);
    let role = user.offered.iter().find(|of| of.name == role).unwrap();
    membership::give(admin, &user.id, &role.id, facility).map(drop)
}

pub(super) fn end(admin: &mut Clinic, username: &str, role: &str) {
    let user = of(admin, username);
    let current = user.roles.iter().find(|of| of.name == role).unwrap();
    membership::end(admin, &current.id, &current.seen).unwrap();
}

/// Returns a clinic with the facilities Hillside and Lyon.
pub(super) fn with_lyon() -> (Machine, Clinic, Id) {
    let (machine, mut admin) = clinic();
    let lyon = add_facility(&machine, &mut admin, "Lyon", "Europe/Paris");
    (machine, admin, lyon)
}

pub(super) fn add_facility(machine: &Machine, admin: &mut Clinic, name: &str, zone: &str) -> Id {
    let first = facilities::list(admin).unwrap().remove(0);
    let form = FacilityForm {
        name: name.into(),
        time_zone: zone.into(),
        ..first.form
    };
    machine.clock.advance_s(1);
    facilities::add(admin, &form).unwrap().id
}

/// Makes the dietitian one of Lyon alone.
fn move_to_lyon(admin: &mut Clinic, lyon: &Id) {
    only_at(admin, "diet", "Dietitian", lyon);
}

/// Makes a role of a user one for a facility alone; they are a receptionist of all of them besides.
pub(super) fn only_at(admin: &mut Clinic, username: &str, role: &str, facility: &Id) {
    give(admin, username, "Receptionist", None).unwrap();
    end(admin, username, role);
    give(admin, username, role, Some(facility)).unwrap();
}

pub(super) fn invalid(answer: Result<()>) -> (&'static str, Reason) {
    match answer {
        Err(Error::Invalid { field, reason }) => (field, reason),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_dietitian_of_one_facility_reads_charts_there_alone() {
    let (machine, mut admin, lyon) = with_lyon();
    let hillside = find(&admin, "Hillside").unwrap().id;
    let mary = registered(&mut admin, "Mary", "Okafor", "1992-03-12");
    move_to_lyon(&mut admin, &lyon);
    drop(admin);
    let mut diet = machine.sign_in("diet", PASSWORD);
    work_at(&mut diet, Some(&lyon)).unwrap();
    assert!(prescriptions(&diet, &mary).unwrap().is_empty());
    let may = |diet: &Clinic| {
        let rights = session(diet).unwrap().rights;
        rights.contains(&Right::ChartRead.as_str().to_owned())
    };
    assert!(may(&diet));
    for at in [Some(&hillside), None] {
        work_at(&mut diet, at).unwrap();
        let refused = prescriptions(&diet, &mary);
        assert!(matches!(refused, Err(Error::Forbidden(Right::ChartRead))));
        assert!(!may(&diet) && diet.actor.can(Right::PatientsRead));
    }
}

#[test]
fn who_has_roles_for_one_facility_works_there() {
    let (machine, mut admin, lyon) = with_lyon();
    let hillside = find(&admin, "Hillside").unwrap().id;
    move_to_lyon(&mut admin, &lyon);
    end(&mut admin, "diet", "Receptionist");
    drop(admin);
    let mut diet = machine.sign_in("diet", PASSWORD);
    assert_eq!(session(&diet).unwrap().facility_id, Some(lyon.clone()));
    assert!(diet.actor.can(Right::ChartRead));
    let choices = workplaces(&diet).unwrap();
    let offered = choices.facilities.iter().filter(|one| one.is_offered);
    let offered: Vec<&str> = offered.map(|one| one.name.as_str()).collect();
    assert_eq!((offered, choices.has_all), (vec!["Lyon"], false));
    for at in [Some(&hillside), None] {
        let refused = invalid(work_at(&mut diet, at));
        assert_eq!(refused, ("workplace", Reason::Impossible));
    }
    let unknown = Id("Nice".into());
    assert!(work_at(&mut diet, Some(&unknown)).is_err());
    drop(diet);

    // each refusal is logged, and is no wrong password
    let mut admin = machine.sign_in("admin", ADMIN_PASSWORD);
    let logged = |admin: &Clinic, action: &str| {
        let query = AuditQuery {
            action: Some(action.into()),
            limit: 20,
            ..AuditQuery::default()
        };
        let rows = audit(admin, &query).unwrap().rows.into_iter();
        rows.map(|row| row.outcome == "REFUSED").collect::<Vec<_>>()
    };
    assert_eq!(logged(&admin, "choose facility"), [true; 3]);
    assert!(!logged(&admin, "sign in").contains(&true));

    // while it is out of use its roles give nothing
    let row = find(&admin, "Lyon").unwrap();
    let unused = FacilityForm {
        is_active: false,
        ..row.form.clone()
    };
    facilities::edit(&mut admin, &row.id, &row.seen, &row.form, &unused).unwrap();
    let rows = list::list(&admin).unwrap();
    let listed = rows.iter().find(|row| row.username == "diet").unwrap();
    assert!(listed.roles[0].is_out_of_use);
    drop(admin);
    let diet = machine.sign_in("diet", PASSWORD);
    assert_eq!(session(&diet).unwrap().facility_id, None);
    assert_eq!(diet.actor.rights().count(), 0);
}

#[test]
fn the_end_of_a_role_for_one_facility_reaches_a_running_session() {
    let (machine, mut admin, lyon) = with_lyon();
    move_to_lyon(&mut admin, &lyon);
    let mut diet = machine.sign_in("diet", PASSWORD);
    work_at(&mut diet, Some(&lyon)).unwrap();
    assert!(!diet.reload_rights().unwrap());
    end(&mut admin, "diet", "Dietitian");
    assert!(diet.reload_rights().unwrap());
    assert!(!diet.actor.can(Right::ChartRead) && diet.actor.can(Right::PatientsRead));
    // and one that is given counts
    give(&mut admin, "diet", "Dietitian", Some(&lyon)).unwrap();
    assert!(diet.reload_rights().unwrap());
    assert!(diet.actor.can(Right::ChartRead));
}

#[test]
fn a_user_is_added_with_a_role_for_one_facility() {
    let (machine, mut admin, lyon) = with_lyon();
    let new = |admin: &Clinic, role: &str, username: &str| NewUser {
        first_name: username.into(),
        last_name: "Test".into(),
        username: username.into(),
        email: format!("{username}@clinic.example"),
        role_id: settings::show(admin)
            .unwrap()
            .roles
            .into_iter()
            .find(|of| of.name == role)
            .unwrap()
            .id,
        facility_id: Some(lyon.clone()),
        department_id: None,
    };
    let nurse = new(&admin, "Nurse", "nora");
    add(&mut admin, &nurse, &Work::default(), PASSWORD).unwrap();
    let added = of(&admin, "nora");
    assert_eq!(added.roles[0].facility.as_deref(), Some("Lyon"));
    assert_eq!(added.form.facility_id, Some(lyon.clone()));
    // an admin is one everywhere
    let other = new(&admin, "Admin", "ada2");
    let refused = add(&mut admin, &other, &Work::default(), PASSWORD).map(drop);
    assert_eq!(invalid(refused), ("facilityId", Reason::Impossible));
    let with_code = add_with_code(&mut admin, &other, &Work::default()).map(drop);
    assert_eq!(invalid(with_code), ("facilityId", Reason::Impossible));
    drop(admin);
    let nora = machine.sign_in("nora", PASSWORD);
    assert_eq!(session(&nora).unwrap().facility_id, Some(lyon.clone()));
    assert!(nora.actor.can(Right::ChartRead));
}

#[test]
fn a_role_is_given_once_for_a_facility_and_an_admins_for_all() {
    let (_machine, mut admin, lyon) = with_lyon();
    let hillside = find(&admin, "Hillside").unwrap().id;
    give(&mut admin, "desk", "Viewer", Some(&lyon)).unwrap();
    give(&mut admin, "desk", "Viewer", Some(&hillside)).unwrap();
    let twice = invalid(give(&mut admin, "desk", "Viewer", Some(&lyon)));
    assert_eq!(twice, ("roleId", Reason::Taken));
    // one for all facilities becomes one for Lyon
    give(&mut admin, "desk", "Receptionist", Some(&lyon)).unwrap();
    end(&mut admin, "desk", "Receptionist");
    let role = invalid(give(&mut admin, "desk", "Admin", Some(&lyon)));
    assert_eq!(role, ("facilityId", Reason::Impossible));
    let shown = of(&admin, "desk").roles;
    let shown = shown
        .iter()
        .map(|role| (role.name.as_str(), role.facility.as_deref()));
    let expected = [
        ("Receptionist", Some("Lyon")),
        ("Viewer", Some("Hillside")),
        ("Viewer", Some("Lyon")),
    ];
    let mut shown: Vec<_> = shown.collect();
    shown.sort_unstable();
    assert_eq!(shown, expected);
}

#[test]
fn the_entry_of_a_sign_in_has_the_facility_at_which_it_begins() {
    let (machine, mut admin, lyon) = with_lyon();
    move_to_lyon(&mut admin, &lyon);
    end(&mut admin, "diet", "Receptionist");
    drop(machine.sign_in("diet", PASSWORD));
    let query = AuditQuery {
        action: Some("sign in".into()),
        facility_id: Some(lyon),
        limit: 10,
        ..AuditQuery::default()
    };
    // an admin works at their own facility
    let rows = audit(&admin, &query).unwrap().rows;
    assert_eq!(rows.len(), 1);
}

#[test]
fn a_head_doctor_of_one_facility_is_one_there_alone() {
    let (machine, admin, lyon) = with_lyon();
    drop(admin);
    with_head_doctors(&machine, "diet");
    let mut admin = machine.sign_in("admin", ADMIN_PASSWORD);
    give(&mut admin, "hugo", "Viewer", None).unwrap();
    give(&mut admin, "hugo", "Head doctor", Some(&lyon)).unwrap();
    end(&mut admin, "hugo", "Head doctor");
    drop(admin);
    let mut hugo = machine.sign_in("hugo", PASSWORD);
    let colleagues = |hugo: &Clinic| department::colleagues(hugo).unwrap().len();
    work_at(&mut hugo, Some(&lyon)).unwrap();
    assert_eq!(colleagues(&hugo), 1);
    work_at(&mut hugo, None).unwrap();
    assert_eq!(colleagues(&hugo), 0);
}

#[test]
fn a_role_that_is_given_for_one_facility_becomes_no_admins() {
    let (_machine, mut admin, lyon) = with_lyon();
    let form = |rights: &[Right]| RoleForm {
        name: "Helper".into(),
        description: String::new(),
        rights: rights.iter().map(|right| right.as_str().into()).collect(),
    };
    own_roles::add(&mut admin, &form(&[Right::PatientsRead])).unwrap();
    give(&mut admin, "desk", "Helper", Some(&lyon)).unwrap();
    let rows = own_roles::list(&admin).unwrap();
    let helper = rows.iter().find(|row| row.form.name == "Helper").unwrap();
    let more = form(&[Right::PatientsRead, Right::UsersRead, Right::UsersManage]);
    let refused = own_roles::edit(&mut admin, &helper.id, &helper.seen, &helper.form, &more);
    assert_eq!(invalid(refused.map(drop)), ("rights", Reason::Elsewhere));
}
