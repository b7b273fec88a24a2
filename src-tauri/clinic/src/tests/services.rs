//! The price list of a clinic.
#![allow(clippy::unwrap_used)]

use serde_json::json;

use crate::error::{Error, Reason};
use crate::services::{ServiceForm, ServiceView, add, currencies, edit, find, list, offered};
use crate::testing::{ADMIN_PASSWORD, Machine, PASSWORD, add_user, clinic};
use crate::{Clinic, Result, facilities};

fn consultation() -> ServiceForm {
    serde_json::from_value(json!({
        "code": "C1", "name": "First consultation", "price": "60,5", "currency": "", "tax": "5.5", "isActive": true,
    }))
    .unwrap()
}

fn faults<T: std::fmt::Debug>(answer: Result<T>) -> Vec<(&'static str, Reason)> {
    let fault = |error: Error| match error {
        Error::Invalid { field, reason } => (field, reason),
        other => panic!("{other:?}"),
    };
    match answer.unwrap_err() {
        Error::Several(all) => all.into_iter().map(fault).collect(),
        one => vec![fault(one)],
    }
}

fn changed(
    clinic: &mut Clinic,
    stored: &ServiceView,
    change: impl FnOnce(&mut ServiceForm),
) -> Result<ServiceView> {
    let mut form = stored.form.clone();
    change(&mut form);
    edit(clinic, &stored.id, &stored.seen, &stored.form, &form)
}

/// A second building, which has another currency.
fn in_kuwait(admin: &mut Clinic) {
    let mut form = facilities::list(admin).unwrap().remove(0).form;
    (form.name, form.currency) = ("Kuwait".into(), "KWD".into());
    facilities::add(admin, &form).unwrap();
}

#[test]
fn a_service_is_added_edited_and_retired() {
    let (_machine, mut admin) = clinic();
    let own = currencies(&admin).unwrap();
    let added = add(&mut admin, &consultation()).unwrap();
    assert_eq!(added.form.price, "60.50");
    assert_eq!(
        (&added.form.tax, &added.form.currency),
        (&"5.5".to_owned(), &own[0])
    );
    for which in ["c1", "FIRST consultation", &added.id.0] {
        assert_eq!(find(&admin, which).unwrap(), added, "{which}");
    }
    let dearer = changed(&mut admin, &added, |form| form.price = "65".into()).unwrap();
    assert_eq!(dearer.form.price, "65.00");
    // what another user changed meanwhile stays where this form left it alone
    let renamed = changed(&mut admin, &added, |form| form.name = "First visit".into()).unwrap();
    assert_eq!(
        (&*renamed.form.price, &*renamed.form.name),
        ("65.00", "First visit")
    );
    changed(&mut admin, &renamed, |form| form.is_active = false).unwrap();
    assert_eq!(list(&admin).unwrap().len(), 1);
    assert_eq!(offered(&admin).unwrap(), []);
}

#[test]
fn a_price_has_the_decimals_of_a_currency_of_the_clinic() {
    let (machine, mut admin) = clinic();
    let mut form = consultation();
    (form.currency, form.price) = ("KWD".into(), "18.250".into());
    assert_eq!(
        faults(add(&mut admin, &form)),
        [("price", Reason::TwoNumbers), ("currency", Reason::Unknown)]
    );
    // the first facility is the oldest
    machine.clock.advance_s(1);
    in_kuwait(&mut admin);
    assert_eq!(currencies(&admin).unwrap().last().unwrap(), "KWD");
    let added = add(&mut admin, &form).unwrap();
    assert_eq!(
        (&*added.form.price, &*added.form.currency),
        ("18.250", "KWD")
    );
    let finer = changed(&mut admin, &added, |form| form.price = "18.2505".into());
    assert_eq!(faults(finer), [("price", Reason::TooLong)]);
    // the building is retired, and the price stays what it was
    let kuwait = facilities::find(&admin, "Kuwait").unwrap();
    let retired = facilities::FacilityForm {
        is_active: false,
        ..kuwait.form.clone()
    };
    facilities::edit(&mut admin, &kuwait.id, &kuwait.seen, &kuwait.form, &retired).unwrap();
    let dearer = changed(&mut admin, &added, |form| form.price = "19".into()).unwrap();
    assert_eq!(dearer.form.price, "19.000");
}

#[test]
fn all_that_is_wrong_with_a_service_is_refused_at_once() {
    let (_machine, mut admin) = clinic();
    let stored = add(&mut admin, &consultation()).unwrap();
    let wrong = ServiceForm {
        code: " c1".into(),
        name: "first  consultation".into(),
        price: "-5".into(),
        currency: "XAU".into(),
        tax: "20.125".into(),
        is_active: true,
    };
    assert_eq!(
        faults(add(&mut admin, &wrong)),
        [
            ("code", Reason::Taken),
            ("name", Reason::Taken),
            ("price", Reason::Impossible),
            ("currency", Reason::Unknown),
            ("tax", Reason::TwoNumbers),
        ]
    );
    let second = ServiceForm {
        code: "C2".into(),
        name: "Follow-up".into(),
        ..consultation()
    };
    let second = add(&mut admin, &second).unwrap();
    let taken = changed(&mut admin, &second, |form| form.code = "C1".into());
    assert_eq!(faults(taken), [("code", Reason::Taken)]);
    assert_eq!(list(&admin).unwrap(), [stored, second]);
}

#[test]
fn only_billing_and_admins_change_the_price_list() {
    let machine = Machine::new();
    let (mut admin, _) = machine.create_clinic(false);
    let stored = add(&mut admin, &consultation()).unwrap();
    add_user(&mut admin, "bill", "Billing staff");
    add_user(&mut admin, "desk", "Receptionist");
    add_user(&mut admin, "nurse", "Nurse");
    drop(admin);
    let is_forbidden = |answer: Result<ServiceView>| matches!(answer, Err(Error::Forbidden(_)));
    for (username, reads, writes) in [
        ("bill", true, true),
        ("desk", true, false),
        ("nurse", false, false),
    ] {
        let mut who = machine.sign_in(username, PASSWORD);
        assert_eq!(find(&who, "C1").is_ok(), reads, "{username}");
        let name = format!("Visit of {username}");
        let form = ServiceForm {
            code: username.into(),
            name,
            ..consultation()
        };
        assert_eq!(!is_forbidden(add(&mut who, &form)), writes, "{username}");
        let edited = edit(
            &mut who,
            &stored.id,
            &stored.seen,
            &stored.form,
            &stored.form,
        );
        assert_eq!(!is_forbidden(edited), writes, "{username}");
    }
    let admin = machine.sign_in("admin", ADMIN_PASSWORD);
    assert_eq!(list(&admin).unwrap().len(), 2);
}
