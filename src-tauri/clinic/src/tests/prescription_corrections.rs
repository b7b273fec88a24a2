//! A corrected prescription keeps what stood there before, and one that is renewed ends.
#![allow(clippy::unwrap_used)]

use crate::Clinic;
use crate::allergies::{self, Severity};
use crate::error::{Error, Undispensable};
use crate::prescriptions::dispense::dispense;
use crate::prescriptions::list::{list, show};
use crate::prescriptions::prescribe::{edit, renew, set_status};
use crate::prescriptions::{
    Prescribed, PrescriptionEdit, PrescriptionForm, PrescriptionQuestion, PrescriptionState,
    PrescriptionStatus, PrescriptionView,
};
use crate::testing::{ADMIN_PASSWORD, PASSWORD, add_user, allergy, dispensed};
use crate::tests::prescriptions::{pharmacy, prescribed};
use crate::view::ReadVersionToken;

fn written(of: Prescribed) -> PrescriptionView {
    match of {
        Prescribed::Written { prescription } => *prescription,
        Prescribed::Asked { questions } => panic!("{questions:?}"),
    }
}

fn corrected(
    clinic: &mut Clinic,
    of: &PrescriptionView,
    change: impl FnOnce(&mut PrescriptionForm),
) -> PrescriptionView {
    let mut form = of.form.clone();
    change(&mut form);
    let typed = PrescriptionEdit {
        id: of.id.clone(),
        seen: of.seen.clone(),
        loaded: of.form.clone(),
        form,
    };
    written(edit(clinic, &typed).unwrap())
}

#[test]
fn a_correction_has_the_former_order_and_its_prescriber() {
    let (machine, mut doc, mary) = pharmacy();
    let script = prescribed(&mut doc, &mary);
    assert_eq!(script.former, None);
    // nothing else stands there than before
    let same = corrected(&mut doc, &script, |_| ());
    assert_eq!(same.former, None);
    let first = corrected(&mut doc, &same, |form| form.dosage = "2 tablets".into());
    let former = first.former.clone().unwrap();
    assert_eq!(former.form, script.form);
    let by = (former.prescriber.as_str(), former.corrected_by.as_str());
    assert_eq!(by, ("doc Test", "doc Test"));
    drop(doc);
    let mut admin = machine.sign_in("admin", ADMIN_PASSWORD);
    add_user(&mut admin, "ben", "Doctor");
    drop(admin);
    let mut ben = machine.sign_in("ben", PASSWORD);
    let second = corrected(&mut ben, &first, |form| form.quantity = "30".into());
    let former = second.former.clone().unwrap();
    assert_eq!(former.form, first.form);
    let by = (former.prescriber.as_str(), former.corrected_by.as_str());
    assert_eq!(by, ("doc Test", "ben Test"));
    assert_eq!(second.prescriber, "ben Test");
    assert_eq!(show(&ben, &script.id).unwrap().former, second.former);
    // the one that renews it is as it was written
    let renewed = written(renew(&mut ben, &script.id, "").unwrap());
    assert_eq!(renewed.former, None);
}

#[test]
fn a_renewed_prescription_is_dispensed_no_more() {
    let (machine, mut doc, mary) = pharmacy();
    let script = prescribed(&mut doc, &mary);
    machine.clock.advance_s(60);
    let again = written(renew(&mut doc, &script.id, "").unwrap());
    assert_eq!(again.state, PrescriptionState::Active);
    let former = show(&doc, &script.id).unwrap();
    assert_eq!(former.state, PrescriptionState::Completed);
    assert_eq!(former.renewed_as.as_ref(), Some(&again.id));
    let all = list(&doc, &mary).unwrap();
    let named: Vec<_> = all.iter().map(|one| one.renewed_as.clone()).collect();
    assert_eq!(named, [None, Some(again.id.clone())]);
    drop(doc);
    let mut phil = machine.sign_in("phil", PASSWORD);
    let refused = dispensed(&mut phil, &script.id, &former.seen, "");
    let expected = Err(Undispensable::Completed);
    let why = refused.map(drop).map_err(|refused| match refused {
        Error::NotDispensable(why) => why,
        other => panic!("{other:?}"),
    });
    assert_eq!(why, expected);
    dispensed(&mut phil, &again.id, &again.seen, "").unwrap();
    drop(phil);

    // it goes on where a doctor says so
    let mut doc = machine.sign_in("doc", PASSWORD);
    let active = PrescriptionStatus::Active;
    let on = set_status(&mut doc, &script.id, &former.seen, active, "").unwrap();
    assert_eq!(on.state, PrescriptionState::Active);
}

#[test]
fn an_allergy_after_the_order_is_asked_about_as_it_is_dispensed() {
    let (machine, mut doc, mary) = pharmacy();
    let script = prescribed(&mut doc, &mary);
    machine.clock.advance_s(60);
    let metformin = allergy("Metformin", Severity::Severe);
    allergies::add(&mut doc, &mary, &metformin).unwrap();
    drop(doc);
    let mut phil = machine.sign_in("phil", PASSWORD);
    let asks = |phil: &mut Clinic, seen: &ReadVersionToken| match dispense(
        phil, &script.id, seen, "", " ",
    )
    .unwrap()
    {
        Prescribed::Asked { questions } => questions,
        Prescribed::Written { .. } => Vec::new(),
    };
    let asked = asks(&mut phil, &script.seen);
    let is_asked = matches!(
        &asked[..],
        [PrescriptionQuestion::Allergy { substance, .. }] if substance == "Metformin"
    );
    assert!(is_asked, "{asked:?}");
    let shown = show(&phil, &script.id).unwrap();
    assert_eq!(shown.dispensed, []);
    machine.clock.advance_s(60);
    let reason = "Tolerated since 2024";
    let given = dispense(&mut phil, &script.id, &shown.seen, "", reason).unwrap();
    let given = written(given);
    assert_eq!(given.dispensed[0].allergy_reason, reason);
    // a refill is not asked about again
    machine.clock.advance_s(60);
    assert_eq!(asks(&mut phil, &given.seen), []);
    assert_eq!(show(&phil, &script.id).unwrap().dispensed.len(), 2);
}
