//! The patients of a department: those of its users, and those who are in there.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;

use sync_contract::catalog::Department;

use crate::care_team::NewMember;
use crate::locations::find;
use crate::patients::list::list;
use crate::patients::view::{PatientQuery, PatientSort};
use crate::stays::StayForm;
use crate::testing::{ADMIN_PASSWORD, PASSWORD, add_user, clinic, registered};
use crate::tests::department::with_head_doctors;
use crate::users::session;
use crate::view::{Day, Id};
use crate::{Clinic, care_team, chart, patients, stays};

fn user(clinic: &Clinic, username: &str) -> Id {
    let user = clinic.read().user_named(username).unwrap().unwrap();
    Id::of(user.value.id)
}

fn of_department(clinic: &Clinic) -> BTreeSet<Id> {
    let query = PatientQuery {
        text: String::new(),
        status: None,
        dietitian_id: None,
        tag_id: None,
        is_mine: false,
        is_of_department: true,
        sort: PatientSort::Name,
        after: None,
        offset: 0,
        limit: 20,
    };
    let rows = list(clinic, &query).unwrap().rows;
    rows.into_iter().map(|row| row.patient.id).collect()
}

#[test]
fn a_head_doctor_lists_the_patients_of_their_department() {
    let (machine, mut admin) = clinic();
    add_user(&mut admin, "ben", "Dietitian");
    drop(admin);
    with_head_doctors(&machine, "diet");
    let mut admin = machine.sign_in("admin", ADMIN_PASSWORD);
    let ward = find::<Department>(&admin, "Ward").unwrap().id;
    let today = Day::of(admin.today().unwrap());
    let born = "1992-03-12";
    let names = ["Mary", "Anna", "Sam", "Ruth"];
    let [mary, anna, sam, ruth] = names.map(|name| registered(&mut admin, name, "Okafor", born));
    // Mary is assigned to a dietitian of the ward, Anna to one of no department
    for (patient, username) in [(&mary, "diet"), (&anna, "ben")] {
        let mut edit = chart::show(&mut admin, patient).unwrap().form.to_edit();
        edit.form.dietitian_id = Some(user(&admin, username));
        patients::edit::edit(&mut admin, &edit).unwrap();
    }
    let member = NewMember {
        patient_id: sam.clone(),
        user_id: user(&admin, "diet"),
        since: today.clone(),
    };
    care_team::add(&mut admin, &member).unwrap();
    drop(admin);
    let mut diet = machine.sign_in("diet", PASSWORD);
    let stay = StayForm {
        department_id: Some(ward),
        room_id: None,
        bed: String::new(),
        from_day: Some(today),
        until_day: None,
    };
    stays::record::add(&mut diet, &ruth, &stay).unwrap();
    drop(diet);
    let hugo = machine.sign_in("hugo", PASSWORD);
    assert_eq!(of_department(&hugo), BTreeSet::from([mary, sam, ruth]));
    assert!(session(&hugo).unwrap().has_department);
    drop(hugo);
    // of another department, and of none
    let hana = machine.sign_in("hana", PASSWORD);
    assert_eq!(of_department(&hana), BTreeSet::new());
    drop(hana);
    let receptionist = machine.sign_in("desk", PASSWORD);
    assert_eq!(of_department(&receptionist), BTreeSet::new());
    assert!(!session(&receptionist).unwrap().has_department);
}
