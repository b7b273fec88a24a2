use sync_contract::Right;
use sync_contract::catalog::{Department, UserRole, admin_role};
use vault::AdminSignedOutcome;

use crate::error::{Error, Reason};
use crate::locations::{self, LocationForm};
use crate::testing::{ADMIN_PASSWORD, PASSWORD, clinic, registered};
use crate::users::details::{self, UserDetails, UserForm};
use crate::users::{list, membership};
use crate::view::{Id, ReadVersionToken};
use crate::{Clinic, facilities, prescriptions, users};

fn of(admin: &Clinic, username: &str) -> UserDetails {
    let rows = list::list(admin).unwrap();
    let row = rows.iter().find(|row| row.username == username).unwrap();
    details::show(admin, &row.id).unwrap()
}

fn edit(admin: &mut Clinic, user: &UserDetails, form: UserForm) -> crate::error::Result<()> {
    details::edit(admin, &user.id, &user.seen, &user.form, &form).map(|outcome| {
        assert!(matches!(outcome, AdminSignedOutcome::Applied(())));
    })
}

fn give(admin: &mut Clinic, user: &UserDetails, role: &str) -> crate::error::Result<()> {
    let role = user.offered.iter().find(|of| of.name == role).unwrap();
    membership::give(admin, &user.id, &role.id, None).map(drop)
}

fn end(admin: &mut Clinic, user: &UserDetails, role: &str) -> crate::error::Result<()> {
    let current = user.roles.iter().find(|of| of.name == role).unwrap();
    membership::end(admin, &current.id, &current.seen).map(drop)
}

fn department(admin: &mut Clinic, name: &str, facility_id: Option<Id>) -> Id {
    let form = LocationForm {
        name: name.into(),
        code: String::new(),
        facility_id,
        is_active: true,
    };
    locations::add::<Department>(admin, &form).unwrap().id
}

#[test]
fn what_an_admin_edits_of_a_user_is_stored_and_sealed_for_staff() {
    let (machine, mut admin) = clinic();
    let ward = department(&mut admin, "Ward 2", None);
    let diet = of(&admin, "diet");
    let form = UserForm {
        last_name: "Mensah".into(),
        email: "diet@example.org".into(),
        department_id: Some(ward.clone()),
        facility_id: None,
        specialization: "Renal".into(),
        working_hours: "sat 9:00-12:00".into(),
        phone: "024 555 0182".into(),
        licence_number: "DN-1042".into(),
        tax_number: "T-9".into(),
        ..diet.form.clone()
    };
    edit(&mut admin, &diet, form).unwrap();
    let now = of(&admin, "diet");
    assert_eq!(now.name, "diet Mensah");
    assert_eq!(now.form.working_hours, "SAT 09:00-12:00");
    assert_eq!(now.form.department_id, Some(ward));
    assert_eq!(
        now.form.facility_id, diet.form.facility_id,
        "the department's facility"
    );
    assert_eq!(
        (&*now.form.licence_number, &*now.form.phone),
        ("DN-1042", "024 555 0182")
    );
    drop(admin);
    // another user reads the name, and nothing that is sealed for staff
    let reception = machine.sign_in("desk", PASSWORD);
    let user = reception
        .read()
        .get::<sync_contract::catalog::User>(now.id.to().unwrap())
        .unwrap()
        .unwrap();
    assert_eq!(user.value.last_name.as_str(), "Mensah");
    assert!(user.value.licence_number.open().is_none());
    assert!(user.value.tax_number.open().is_none());
    assert!(matches!(
        details::show(&reception, &now.id),
        Err(Error::Forbidden(Right::UsersManage))
    ));
}

#[test]
fn a_stale_form_of_a_user_leaves_what_another_admin_changed() {
    let (machine, mut admin) = clinic();
    let stale = of(&admin, "diet");
    let other = UserForm {
        specialization: "Paediatric".into(),
        licence_number: "DN-7".into(),
        ..stale.form.clone()
    };
    edit(&mut admin, &stale, other).unwrap();
    machine.clock.advance_s(1);
    let current = of(&admin, "diet");
    let form = UserForm {
        last_name: "Owusu".into(),
        ..stale.form.clone()
    };
    let seen = &current.seen;
    details::edit(&mut admin, &stale.id, seen, &stale.form, &form).unwrap();
    let now = of(&admin, "diet").form;
    assert_eq!(
        (&*now.last_name, &*now.specialization, &*now.licence_number),
        ("Owusu", "Paediatric", "DN-7")
    );
}

#[test]
fn each_wrong_field_of_a_user_is_named_at_once() {
    let (_machine, mut admin) = clinic();
    let reception = of(&admin, "desk");
    let taken = UserForm {
        email: "desk@example.org".into(),
        ..reception.form.clone()
    };
    edit(&mut admin, &reception, taken).unwrap();
    let diet = of(&admin, "diet");
    let wrong = UserForm {
        first_name: " ".into(),
        email: "Desk@Example.org".into(),
        working_hours: "sometimes".into(),
        phone: "call me".into(),
        tax_number: "9".repeat(51),
        ..diet.form.clone()
    };
    let Err(Error::Several(errors)) = edit(&mut admin, &diet, wrong) else {
        panic!("several fields are wrong");
    };
    let named = |error: &Error| match error {
        Error::Invalid { field, .. } | Error::TooLong { field, .. } => *field,
        _ => "none",
    };
    let fields: Vec<&str> = errors.iter().map(named).collect();
    assert_eq!(
        fields,
        ["firstName", "email", "workingHours", "phone", "taxNumber"]
    );
    assert_eq!(of(&admin, "diet").form, diet.form);
}

#[test]
fn a_department_of_another_facility_or_out_of_use_is_refused() {
    let (machine, mut admin) = clinic();
    let diet = of(&admin, "diet");
    machine.clock.advance_s(1);
    let first = facilities::list(&admin).unwrap().remove(0);
    let second = facilities::FacilityForm {
        name: "North".into(),
        ..first.form
    };
    let north = facilities::add(&mut admin, &second).unwrap();
    let ward = department(&mut admin, "Ward 9", Some(north.id.clone()));
    let elsewhere = UserForm {
        department_id: Some(ward.clone()),
        ..diet.form.clone()
    };
    let refused = edit(&mut admin, &diet, elsewhere.clone());
    assert!(matches!(
        refused,
        Err(Error::Invalid {
            field: "departmentId",
            reason: Reason::Unknown
        })
    ));
    let there = UserForm {
        facility_id: Some(north.id.clone()),
        ..elsewhere
    };
    edit(&mut admin, &diet, there).unwrap();
    // once it is out of use, who works there stays, and others are not put there
    let row = locations::find::<Department>(&admin, &ward.0).unwrap();
    let inactive = LocationForm {
        is_active: false,
        ..row.form()
    };
    locations::edit::<Department>(&mut admin, &row.id, &row.seen, &row.form(), &inactive).unwrap();
    let diet = of(&admin, "diet");
    let form = UserForm {
        specialization: "Renal".into(),
        ..diet.form.clone()
    };
    edit(&mut admin, &diet, form).unwrap();
    let reception = of(&admin, "desk");
    assert!(reception.departments.iter().all(|of| of.id != ward));
    let form = UserForm {
        facility_id: Some(north.id),
        department_id: Some(ward),
        ..reception.form.clone()
    };
    assert!(edit(&mut admin, &reception, form).is_err());
}

#[test]
fn a_role_more_brings_its_rights_and_keys_and_ends_alone() {
    let (machine, mut admin) = clinic();
    let reception = of(&admin, "desk");
    assert_eq!(reception.roles.len(), 1);
    assert_eq!(reception.roles[0].given_by, "Ada Okafor");
    give(&mut admin, &reception, "Doctor").unwrap();
    let reception = of(&admin, "desk");
    let names: Vec<&str> = reception.roles.iter().map(|role| &*role.name).collect();
    assert_eq!(names, ["Receptionist", "Doctor"]);
    assert!(reception.offered.iter().all(|role| role.name != "Doctor"));
    drop(admin);

    // the chart is read with the new keys, and the old right to book is there still
    let mut reception = machine.sign_in("desk", PASSWORD);
    let mary = registered(&mut reception, "Mary", "Okafor", "1992-03-12");
    assert!(
        prescriptions::list::list(&reception, &mary)
            .unwrap()
            .is_empty()
    );
    drop(reception);

    let mut admin = machine.sign_in("admin", ADMIN_PASSWORD);
    let reception = of(&admin, "desk");
    end(&mut admin, &reception, "Doctor").unwrap();
    let reception = of(&admin, "desk");
    let names: Vec<&str> = reception.roles.iter().map(|role| &*role.name).collect();
    assert_eq!(names, ["Receptionist"]);
    drop(admin);
    let reception = machine.sign_in("desk", PASSWORD);
    assert!(prescriptions::list::list(&reception, &mary).is_err());
    assert!(
        users::session(&reception)
            .unwrap()
            .rights
            .contains(&"appointments.write".to_owned())
    );
}

#[test]
fn a_second_admin_may_end_the_role_of_the_first() {
    let (machine, mut admin) = clinic();
    let diet = of(&admin, "diet");
    give(&mut admin, &diet, "Admin").unwrap();
    drop(admin);
    let mut diet = machine.sign_in("diet", PASSWORD);
    let ada = of(&diet, "admin");
    give(&mut diet, &ada, "Manager").unwrap();
    let ada = of(&diet, "admin");
    end(&mut diet, &ada, "Admin").unwrap();
    drop(diet);
    let admin = machine.sign_in("admin", ADMIN_PASSWORD);
    assert!(matches!(
        details::show(&admin, &ada.id),
        Err(Error::Forbidden(_))
    ));
}

#[test]
fn the_last_role_and_ones_own_of_an_admin_do_not_end() {
    let (_machine, mut admin) = clinic();
    let diet = of(&admin, "diet");
    let last = end(&mut admin, &diet, "Dietitian");
    assert!(matches!(
        last,
        Err(Error::Invalid {
            field: "lastRole",
            ..
        })
    ));
    let ada = of(&admin, "admin");
    give(&mut admin, &ada, "Dietitian").unwrap();
    let ada = of(&admin, "admin");
    let own = end(&mut admin, &ada, "Admin");
    assert!(matches!(
        own,
        Err(Error::Invalid {
            field: "ownRole",
            ..
        })
    ));
    // twice the same role, a role that is none, and a membership that is over
    let role = Id::of(admin_role(admin.tenant()));
    let twice = membership::give(&mut admin, &ada.id, &role, None);
    assert!(matches!(
        twice,
        Err(Error::Invalid {
            field: "roleId",
            reason: Reason::Taken
        })
    ));
    let none = membership::give(&mut admin, &ada.id, &ada.id, None);
    assert!(matches!(none, Err(Error::NotFound(_))));
    end(&mut admin, &ada, "Dietitian").unwrap();
    assert!(end(&mut admin, &ada, "Dietitian").is_err());
    let unread = ReadVersionToken(String::new());
    assert!(membership::end(&mut admin, &diet.roles[0].id, &unread).is_err());
}

#[test]
fn a_role_that_two_admins_gave_apart_ends_once() {
    let (_machine, mut admin) = clinic();
    let user = of(&admin, "desk");
    give(&mut admin, &user, "Viewer").unwrap();
    let roles = of(&admin, "desk").roles;
    let viewer = roles.iter().find(|role| role.name == "Viewer").unwrap();
    let stored = admin.read().get::<UserRole>(viewer.id.to().unwrap());
    let mut again = stored.unwrap().unwrap().value;
    // as it comes from the other computer
    admin
        .write_admin_signed("give role", |tx| {
            again.id = tx.new_id();
            tx.insert(&again)?;
            Ok(())
        })
        .unwrap();
    let twice = of(&admin, "desk").roles;
    assert_eq!(twice.iter().filter(|role| role.name == "Viewer").count(), 2);
    let user = of(&admin, "desk");
    end(&mut admin, &user, "Viewer").unwrap();
    let left = of(&admin, "desk").roles;
    let left: Vec<&str> = left.iter().map(|role| role.name.as_str()).collect();
    assert_eq!(left, ["Receptionist"]);
}
