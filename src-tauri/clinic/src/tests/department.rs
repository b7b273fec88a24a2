//! What a department has not finished needs its head doctor.
#![allow(clippy::unwrap_used)]

use sync_contract::catalog::Department;

use crate::Clinic;
use crate::labs::course::read_results;
use crate::labs::orders;
use crate::labs::record::add_results;
use crate::locations::add;
use crate::notes::draft;
use crate::testing::{ADMIN_PASSWORD, Machine, PASSWORD, add_user, clinic};
use crate::tests::alerts::{belongs, location};
use crate::tests::care::{draft_of, visit};
use crate::tests::lab_orders::{collected, informed, laboratory, ordered};
use crate::tests::labs::potassium;
use crate::today::{NeedKind, show};
use crate::view::Day;
use crate::visits::edit::end;

/// What of a colleague needs a user today, with the colleague.
fn needs(clinic: &Clinic) -> Vec<(NeedKind, Option<String>)> {
    let day = Day::of(clinic.today().unwrap());
    let needs = show(clinic, &day).unwrap().needs.into_iter();
    let needs = needs.map(|need| (need.kind, need.by));
    needs.filter(|(_, by)| by.is_some()).collect()
}

/// Adds a ward with the head doctor `hugo` and this user; `hana` is head doctor of another one.
pub(super) fn with_head_doctors(machine: &Machine, member: &str) {
    let mut admin = machine.sign_in("admin", ADMIN_PASSWORD);
    let [ward, other] =
        ["Ward", "Theatre"].map(|name| add::<Department>(&mut admin, &location(name)).unwrap().id);
    for (username, department) in [("hugo", &ward), ("hana", &other)] {
        add_user(&mut admin, username, "Head doctor");
        belongs(&mut admin, username, department);
    }
    belongs(&mut admin, member, &ward);
}

#[test]
fn a_critical_result_that_was_not_read_needs_the_head_doctor() {
    let (machine, mut doc, mary) = laboratory();
    with_head_doctors(&machine, "doc");
    let of = ordered(&mut doc, &mary);
    drop(doc);
    let mut tom = machine.sign_in("tom", PASSWORD);
    let of = collected(&mut tom, &of).unwrap();
    // one that is only high does not
    add_results(&mut tom, &of.id, &[potassium("5.9")]).unwrap();
    assert_eq!(needs(&machine.sign_in("hugo", PASSWORD)), []);
    let mut tom = machine.sign_in("tom", PASSWORD);
    let critical = informed(potassium("6.9"), "Dr Doc, by phone");
    add_results(&mut tom, &of.id, &[critical]).unwrap();
    drop(tom);
    let of_doc = Some("doc Test".to_owned());
    assert_eq!(
        needs(&machine.sign_in("hugo", PASSWORD)),
        [(NeedKind::DepartmentResult, of_doc)]
    );
    assert_eq!(needs(&machine.sign_in("hana", PASSWORD)), []);
    let mut doc = machine.sign_in("doc", PASSWORD);
    assert_eq!(needs(&doc), []);
    let shown = orders::show(&doc, &of.id).unwrap();
    let sum = shown.read_token.unwrap();
    read_results(&mut doc, &of.id, &sum).unwrap();
    drop(doc);
    assert_eq!(needs(&machine.sign_in("hugo", PASSWORD)), []);
}

#[test]
fn an_unsigned_note_of_a_visit_that_ended_needs_the_head_doctor() {
    let (machine, _) = clinic();
    with_head_doctors(&machine, "diet");
    let (mut diet, _, visit) = visit(&machine);
    draft::save(&mut diet, &draft_of(visit.note.as_ref().unwrap(), "Done.")).unwrap();
    drop(diet);
    // the visit goes on
    assert_eq!(needs(&machine.sign_in("hugo", PASSWORD)), []);
    let mut diet = machine.sign_in("diet", PASSWORD);
    end(&mut diet, &visit.to_edit()).unwrap();
    drop(diet);
    let own = needs(&machine.sign_in("hugo", PASSWORD));
    assert_eq!(
        own,
        [(NeedKind::DepartmentNote, Some("diet Test".to_owned()))]
    );
    assert_eq!(needs(&machine.sign_in("hana", PASSWORD)), []);
}
