//! Roles that are given and ended on one device count on the others.

use clinic::users::{details, membership};
use clinic::view::Id;
use support::{Device, TestClinic};
use sync_contract::Right;

fn details_of(admin: &mut Device, username: &str) -> details::UserDetails {
    let user = admin.read().user_named(username).unwrap().unwrap();
    details::show(admin.clinic(), &Id::of(user.value.id)).unwrap()
}

fn give(admin: &mut Device, username: &str, role: &str) {
    let user = details_of(admin, username);
    let role = user.offered.iter().find(|of| of.name == role).unwrap();
    membership::give(admin.clinic(), &user.id, &role.id, None).unwrap();
    admin.sync();
}

fn end(admin: &mut Device, username: &str, role: &str) {
    let user = details_of(admin, username);
    let current = user.roles.iter().find(|of| of.name == role).unwrap();
    membership::end(admin.clinic(), &current.id, &current.seen).unwrap();
    admin.sync();
}

fn may(device: &Device, right: Right) -> bool {
    device.unlocked().session().may(right)
}

#[test]
fn a_role_given_and_ended_on_one_device_counts_on_the_other() {
    let (test_clinic, mut first) = TestClinic::create_with(&[("lea", "Receptionist")]);
    let mut second = test_clinic.enrol(&mut first, "lea");
    assert!(!may(&second, Right::ChartRead));
    give(&mut first, "lea", "Doctor");
    second.sync();
    second.sign_in("lea");
    assert!(may(&second, Right::ChartRead) && may(&second, Right::AppointmentsWrite));
    assert_eq!(first.refused(), []);

    // a membership that ended gives nothing, also where its keys are known
    end(&mut first, "lea", "Doctor");
    second.sync();
    second.sign_in("lea");
    assert!(!may(&second, Right::ChartRead) && may(&second, Right::AppointmentsWrite));
    // and may be given again
    give(&mut first, "lea", "Doctor");
    second.sync();
    second.sign_in("lea");
    assert!(may(&second, Right::ChartRead));
}

#[test]
fn an_admin_whose_role_ended_elsewhere_gives_none_any_more() {
    let (test_clinic, mut first) = TestClinic::create_with(&[("lea", "Receptionist")]);
    give(&mut first, "lea", "Admin");
    let mut second = test_clinic.enrol(&mut first, "lea");
    end(&mut second, "ada", "Admin");
    // the first device has not heard of it, and the server refuses what its admin signs
    let lea = details_of(&mut first, "lea");
    let doctor = lea.offered.iter().find(|of| of.name == "Doctor").unwrap();
    membership::give(first.clinic(), &lea.id, &doctor.id, None).unwrap();
    first.exchange();
    second.sync();
    let roles = details_of(&mut second, "lea").roles;
    assert!(roles.iter().all(|role| role.name != "Doctor"));
}
