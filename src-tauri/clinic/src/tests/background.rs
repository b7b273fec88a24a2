//! Allergies, conditions and medicines: written row by row, put back, and asked for in vain.
#![allow(clippy::unwrap_used)]

use sync_contract::ids::PatientId;

use crate::allergies::{AllergyEdit, AllergyKind, AllergyStatus, Severity};
use crate::conditions::{ConditionEdit, ConditionStatus};
use crate::error::{Error, Reason};
use crate::medications::MedicationEdit;
use crate::none_known::HealthList;
use crate::testing::{
    ADMIN_PASSWORD, Machine, PASSWORD, add_user, allergy, clinic, condition, medication, registered,
};
use crate::view::{Day, Id};
use crate::{Clinic, allergies, background, chart, conditions, medications, none_known, patients};

fn chart_of_mary() -> (Machine, Clinic, Id) {
    let (machine, _) = clinic();
    let mut diet = machine.sign_in("diet", PASSWORD);
    let mary = registered(&mut diet, "Mary", "Okafor", "1992-03-12");
    (machine, diet, mary)
}

fn answered(clinic: &Clinic, patient: &Id) -> Vec<HealthList> {
    let rows = none_known::list(clinic, patient.to().unwrap()).unwrap();
    rows.iter().map(|known| known.list).collect()
}

#[test]
fn an_empty_list_that_was_not_asked_for_differs_from_none_known() {
    let (machine, mut diet, mary) = chart_of_mary();
    assert_eq!(answered(&diet, &mary), []);
    none_known::add(&mut diet, &mary, HealthList::Medications).unwrap();
    none_known::add(&mut diet, &mary, HealthList::Allergies).unwrap();
    assert_eq!(
        answered(&diet, &mary),
        [HealthList::Allergies, HealthList::Medications]
    );
    drop(diet);
    let mut admin = machine.sign_in("admin", ADMIN_PASSWORD);
    add_user(&mut admin, "kofi", "Dietitian");
    drop(admin);
    machine.clock.advance_s(60);
    let mut kofi = machine.sign_in("kofi", PASSWORD);
    none_known::add(&mut kofi, &mary, HealthList::Allergies).unwrap();
    let known = none_known::list(&kofi, mary.to().unwrap()).unwrap();
    assert!(
        known[0].by.contains("kofi") && known.len() == 2,
        "{known:?}"
    );
    // every answer for the list goes, also that of the other person
    none_known::remove(&mut kofi, &mary, HealthList::Allergies).unwrap();
    assert_eq!(answered(&kofi, &mary), [HealthList::Medications]);
    let again = none_known::remove(&mut kofi, &mary, HealthList::Allergies);
    assert!(matches!(again, Err(Error::NotFound("answer"))));
}

#[test]
fn none_known_never_contradicts_an_entry_that_is_not_over() {
    let (_machine, mut diet, mary) = chart_of_mary();
    let peanut = allergies::add(&mut diet, &mary, &allergy("Peanut", Severity::Severe)).unwrap();
    let asthma = conditions::add(&mut diet, &mary, &condition("Asthma")).unwrap();
    let iron = medications::add(&mut diet, &mary, &medication("Iron")).unwrap();
    let lists = [
        HealthList::Allergies,
        HealthList::Conditions,
        HealthList::Medications,
    ];
    for list in lists {
        let refused = none_known::add(&mut diet, &mary, list);
        assert!(matches!(refused, Err(Error::ListNotEmpty)), "{list:?}");
    }
    let mut form = peanut.form.clone();
    form.status = AllergyStatus::Resolved;
    let (id, seen, loaded) = (peanut.id, peanut.seen, peanut.form);
    allergies::edit(
        &mut diet,
        &AllergyEdit {
            id,
            seen,
            loaded,
            form,
        },
    )
    .unwrap();
    // remission is not the end of a condition
    let mut form = asthma.form.clone();
    form.status = ConditionStatus::Remission;
    let (id, seen, loaded) = (asthma.id, asthma.seen, asthma.form);
    let edit = ConditionEdit {
        id,
        seen,
        loaded,
        form,
    };
    conditions::edit(&mut diet, &edit).unwrap();
    medications::remove(&mut diet, &iron.id, &iron.seen, "another patient's").unwrap();
    for (list, is_empty) in lists.into_iter().zip([true, false, true]) {
        assert_eq!(none_known::add(&mut diet, &mary, list).is_ok(), is_empty);
    }
}

#[test]
fn what_a_form_did_not_touch_stays_as_others_wrote_it() {
    let (_machine, mut diet, mary) = chart_of_mary();
    let first = medications::add(&mut diet, &mary, &medication("Metformin")).unwrap();
    let edit = |dose: &str, onset: &str| {
        let mut form = first.form.clone();
        (form.dose, form.onset) = (dose.into(), onset.into());
        MedicationEdit {
            id: first.id.clone(),
            seen: first.seen.clone(),
            loaded: first.form.clone(),
            form,
        }
    };
    medications::edit(&mut diet, &edit("500 mg twice a day", "")).unwrap();
    let both = medications::edit(&mut diet, &edit("", "4/2019")).unwrap();
    assert_eq!(both.form.dose, "500 mg twice a day");
    assert_eq!(both.form.onset, "2019-04");
    for (onset, reason) in [("soon", Reason::NotADate), ("2200", Reason::InTheFuture)] {
        let refused = medications::edit(&mut diet, &edit("", onset)).unwrap_err();
        let field = ("onset", reason);
        assert!(
            matches!(refused, Error::Invalid { field: "onset", reason: given } if given == field.1),
            "{refused}"
        );
    }
}

#[test]
fn a_removed_entry_is_put_back_as_it_was() {
    let (_machine, mut diet, mary) = chart_of_mary();
    let mut form = allergy("Latex", Severity::Mild);
    form.kind = Some(AllergyKind::Other);
    form.reaction = "hives".into();
    let latex = allergies::add(&mut diet, &mary, &form).unwrap();
    let without = allergies::remove(&mut diet, &latex.id, &latex.seen, " ");
    assert!(matches!(
        without,
        Err(Error::Invalid {
            field: "reason",
            ..
        })
    ));
    let removal = allergies::remove(&mut diet, &latex.id, &latex.seen, "mistaken").unwrap();
    let listed = |clinic: &Clinic| {
        let rows = allergies::list(clinic, mary.to::<PatientId>().unwrap()).unwrap();
        rows.into_iter().map(|row| row.form).collect::<Vec<_>>()
    };
    assert_eq!(listed(&diet), []);
    assert_eq!(allergies::removed(&diet, &latex.id).unwrap(), removal);
    let back = allergies::restore(&mut diet, &latex.id, &removal).unwrap();
    assert_eq!(back.form, form);
    assert_eq!(listed(&diet), [form]);
    let none = allergies::removed(&diet, &latex.id);
    assert!(matches!(none, Err(Error::NotFound("allergy"))));
}

#[test]
fn what_is_over_is_listed_last_and_warns_of_nothing() {
    let (_machine, mut diet, mary) = chart_of_mary();
    let mut egg = allergy("Egg", Severity::Severe);
    egg.status = AllergyStatus::Resolved;
    let forms = [
        egg,
        allergy("Dust", Severity::Unknown),
        allergy("Milk", Severity::Severe),
    ];
    for form in &forms {
        allergies::add(&mut diet, &mary, form).unwrap();
    }
    let view = chart::show(&mut diet, &mary).unwrap();
    let substances = |rows: &[allergies::AllergyView]| -> Vec<String> {
        rows.iter().map(|row| row.form.substance.clone()).collect()
    };
    assert_eq!(substances(&view.header.allergies), ["Milk", "Dust"]);
    let background = view.background.unwrap();
    assert_eq!(substances(&background.allergies), ["Milk", "Dust", "Egg"]);
    let own = background::show(&diet, mary.to().unwrap()).unwrap();
    assert_eq!(own, background);
}

#[test]
fn who_may_see_nothing_clinical_is_shown_no_background() {
    let (machine, diet, mary) = chart_of_mary();
    drop(diet);
    let mut reception = machine.sign_in("desk", PASSWORD);
    assert_eq!(chart::show(&mut reception, &mary).unwrap().background, None);
}

#[test]
fn an_answer_speaks_for_no_list_that_has_an_entry_since() {
    let (machine, mut diet, mary) = chart_of_mary();
    none_known::add(&mut diet, &mary, HealthList::Allergies).unwrap();
    machine.clock.advance_s(60);
    let peanut = allergies::add(&mut diet, &mary, &allergy("Peanut", Severity::Severe)).unwrap();
    assert_eq!(answered(&diet, &mary), []);
    let mut form = peanut.form.clone();
    form.status = AllergyStatus::Inactive;
    let edit = AllergyEdit {
        id: peanut.id.clone(),
        seen: peanut.seen,
        loaded: peanut.form,
        form,
    };
    let over = allergies::edit(&mut diet, &edit).unwrap();
    assert_eq!(answered(&diet, &mary), []);
    machine.clock.advance_s(60);
    none_known::add(&mut diet, &mary, HealthList::Allergies).unwrap();
    assert_eq!(answered(&diet, &mary), [HealthList::Allergies]);
    allergies::remove(&mut diet, &over.id, &over.seen, "another patient's").unwrap();
    assert_eq!(answered(&diet, &mary), [HealthList::Allergies]);
}

/// A condition that is older than its patient is a slip: of the year, or of the file.
#[test]
fn nothing_of_a_patient_began_before_they_were_born() {
    let (_machine, mut diet, mary) = chart_of_mary();
    let is_refused = |error: Error| {
        matches!(
            error,
            Error::Invalid {
                field: "onset",
                reason: Reason::Backwards
            }
        )
    };
    for onset in ["1991", "1992-02", "1992-03-11"] {
        let mut gout = condition("Gout");
        gout.onset = onset.into();
        assert!(
            is_refused(conditions::add(&mut diet, &mary, &gout).unwrap_err()),
            "{onset}"
        );
        let mut milk = allergy("Milk", Severity::Mild);
        milk.onset = onset.into();
        assert!(
            is_refused(allergies::add(&mut diet, &mary, &milk).unwrap_err()),
            "{onset}"
        );
        let mut iron = medication("Iron");
        iron.onset = onset.into();
        assert!(
            is_refused(medications::add(&mut diet, &mary, &iron).unwrap_err()),
            "{onset}"
        );
    }
    // the year, the month and the day of the birth
    for onset in ["1992", "1992-03", "1992-03-12"] {
        let mut gout = condition("Gout");
        gout.onset = onset.into();
        let added = conditions::add(&mut diet, &mary, &gout).unwrap();
        assert_eq!(added.form.onset, onset);
    }

    // the birth date is corrected: what stands there stays when something else is edited, and no worse comes
    let mut gout = condition("Gout");
    gout.onset = "1993".into();
    let gout = conditions::add(&mut diet, &mary, &gout).unwrap();
    let mut edited = chart::show(&mut diet, &mary).unwrap().form.to_edit();
    edited.form.birth_date = Some(Day("1995-03-12".into()));
    patients::edit::edit(&mut diet, &edited).unwrap();
    let mut edit = ConditionEdit {
        id: gout.id,
        seen: gout.seen,
        loaded: gout.form.clone(),
        form: gout.form,
    };
    edit.form.status = ConditionStatus::Resolved;
    let edited = conditions::edit(&mut diet, &edit).unwrap();
    assert_eq!(edited.form.onset, "1993");
    edit.seen = edited.seen;
    edit.loaded = edited.form;
    edit.form.onset = "1994".into();
    assert!(is_refused(conditions::edit(&mut diet, &edit).unwrap_err()));
}
