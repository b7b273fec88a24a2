//! An allergy that two computers changed protects the patient until a person decides, and their page says that it is
//! open.

use crate::allergies::{self, AllergyEdit, AllergyForm, AllergyStatus, AllergyView, Severity};
use crate::conflicts::view::{ConflictField, FieldChoice, FieldDecision, Resolution};
use crate::conflicts::{resolve, show};
use crate::diet_orders::StartedOrder;
use crate::diet_orders::start::start;
use crate::diet_orders::ward::ward_order;
use crate::error::Error;
use crate::none_known::{self, HealthList};
use crate::patients::view::{PatientHeader, Sex};
use crate::prescriptions::prescribe::prescribe;
use crate::prescriptions::{NewPrescription, Prescribed, PrescriptionForm, PrescriptionQuestion};
use crate::testing::{Machine, PASSWORD, add_user, allergy, clinic, registered};
use crate::tests::energy_estimates::person;
use crate::tests::prescriptions::typed;
use crate::view::{Id, ReadVersionToken};
use crate::{Clinic, chart};

/// A clinic with a doctor, and one patient.
fn surgery() -> (Machine, Clinic, Id) {
    let (machine, mut admin) = clinic();
    add_user(&mut admin, "doc", "Doctor");
    drop(admin);
    let mut doc = machine.sign_in("doc", PASSWORD);
    let mary = registered(&mut doc, "Mary", "Okafor", "1962-04-12");
    (machine, doc, mary)
}

fn added(clinic: &mut Clinic, patient: &Id, substance: &str) -> AllergyView {
    let form = allergy(substance, Severity::Severe);
    allergies::add(clinic, patient, &form).unwrap()
}

fn changed(
    clinic: &mut Clinic,
    of: &AllergyView,
    seen: &ReadVersionToken,
    change: impl Fn(&mut AllergyForm),
) -> AllergyView {
    let mut form = of.form.clone();
    change(&mut form);
    let edit = AllergyEdit {
        id: of.id.clone(),
        seen: seen.clone(),
        loaded: of.form.clone(),
        form,
    };
    allergies::edit(clinic, &edit).unwrap()
}

/// Changes an allergy without having seen the version that is there: that one becomes a sibling.
fn contested(
    clinic: &mut Clinic,
    of: &AllergyView,
    change: impl Fn(&mut AllergyForm),
) -> AllergyView {
    changed(clinic, of, &ReadVersionToken(String::new()), change)
}

fn over(form: &mut AllergyForm) {
    form.status = AllergyStatus::Inactive;
}

/// Returns what is asked about a medicine before it is prescribed: the substances of allergies, and `?` where these are
/// not sure.
fn asks(doc: &mut Clinic, patient: &Id, medication: &str) -> Vec<String> {
    let new = NewPrescription {
        patient_id: patient.clone(),
        visit_id: None,
        form: PrescriptionForm {
            medication: medication.into(),
            ..typed()
        },
    };
    let asked = match prescribe(doc, &new).unwrap() {
        Prescribed::Asked { questions } => questions,
        Prescribed::Written { .. } => Vec::new(),
    };
    let asked = asked.into_iter().map(|question| match question {
        PrescriptionQuestion::Allergy { substance, .. } => substance,
        PrescriptionQuestion::AllergiesUnsure => "?".to_owned(),
    });
    asked.collect()
}

fn header(clinic: &mut Clinic, patient: &Id) -> PatientHeader {
    chart::show(clinic, patient).unwrap().header
}

fn substances(allergies: &[AllergyView]) -> Vec<&str> {
    let substances = allergies.iter().map(|of| of.form.substance.as_str());
    substances.collect()
}

#[test]
fn an_allergy_that_may_be_over_is_asked_about_until_it_is_decided() {
    let (_machine, mut doc, mary) = surgery();
    let penicillin = added(&mut doc, &mary, "Penicillin");
    let sulfa = added(&mut doc, &mary, "Sulfamethoxazole");
    let shown = contested(&mut doc, &penicillin, over);
    assert_eq!(shown.form.status, AllergyStatus::Inactive);
    assert_eq!(asks(&mut doc, &mary, "Amoxicillin 500 mg"), ["Penicillin"]);
    // one that is over for sure is not
    changed(&mut doc, &sulfa, &sulfa.seen, over);
    let none: [&str; 0] = [];
    assert_eq!(asks(&mut doc, &mary, "Sulfamethoxazole 400 mg"), none);
    decide(&mut doc);
    assert_eq!(asks(&mut doc, &mary, "Amoxicillin 500 mg"), none);
}

#[test]
fn an_allergy_of_which_versions_name_two_substances_is_not_sure() {
    let (_machine, mut doc, mary) = surgery();
    let penicillin = added(&mut doc, &mary, "Penicillin");
    let none: [&str; 0] = [];
    // both versions name the same one
    let milder = contested(&mut doc, &penicillin, |form| form.severity = Severity::Mild);
    assert_eq!(show::list(&doc).unwrap().len(), 1);
    assert_eq!(asks(&mut doc, &mary, "Amoxicillin 500 mg"), ["Penicillin"]);
    assert_eq!(asks(&mut doc, &mary, "Metformin 500 mg"), none);
    decide(&mut doc);

    let shown = contested(&mut doc, &milder, |form| {
        form.substance = "Ibuprofen".into()
    });
    assert_eq!(shown.form.substance, "Ibuprofen");
    assert_eq!(asks(&mut doc, &mary, "Amoxicillin 500 mg"), ["?"]);
    let both = ["Ibuprofen", "?"];
    assert_eq!(asks(&mut doc, &mary, "Ibuprofen 400 mg"), both);
    decide(&mut doc);
    assert_eq!(asks(&mut doc, &mary, "Amoxicillin 500 mg"), none);
}

#[test]
fn a_contested_allergy_is_on_the_page_and_on_the_ward_s_sheet() {
    let (machine, _) = clinic();
    let mut diet = machine.sign_in("diet", PASSWORD);
    let mary = person(&mut diet, "1952-03-12", Sex::Female);
    let form = serde_json::json!({
        "foodLevel": 5, "fluidLevel": 2, "supplements": [], "tubeFeed": null, "remark": "",
    });
    let form = serde_json::from_value(form).unwrap();
    let order = match start(&mut diet, &mary, &form, false).unwrap() {
        StartedOrder::Started { order } => order.id,
        StartedOrder::Asked { questions } => panic!("{questions:?}"),
    };
    none_known::add(&mut diet, &mary, HealthList::Allergies).unwrap();
    let egg = added(&mut diet, &mary, "Egg");
    let peanut = added(&mut diet, &mary, "Peanut");
    changed(&mut diet, &egg, &egg.seen, over);
    let shown = contested(&mut diet, &peanut, over);
    assert_eq!(shown.form.status, AllergyStatus::Inactive);

    assert_eq!(substances(&header(&mut diet, &mary).allergies), ["Peanut"]);
    let refused = none_known::add(&mut diet, &mary, HealthList::Allergies);
    assert!(matches!(refused, Err(Error::ListNotEmpty)), "{refused:?}");
    let ward = ward_order(&diet, &order).unwrap().allergies;
    assert_eq!(substances(&ward.active), ["Peanut"]);
    assert!(!ward.is_none_known && !ward.is_unsure, "{ward:?}");
    // what may be to something else is shown as one version names it, and is not all
    contested(&mut diet, &shown, |form| form.substance = "Walnut".into());
    let ward = ward_order(&diet, &order).unwrap().allergies;
    assert_eq!(substances(&ward.active), ["Walnut"]);
    assert!(ward.is_unsure, "{ward:?}");
}

#[test]
fn a_conflict_of_a_record_shows_on_its_patient_s_page_until_decided() {
    let (machine, _) = clinic();
    let mut diet = machine.sign_in("diet", PASSWORD);
    let mary = registered(&mut diet, "Mary", "Okafor", "1992-03-12");
    let john = registered(&mut diet, "John", "Mensah", "1980-01-02");
    let peanut = added(&mut diet, &mary, "Peanut");
    let needs_you = |clinic: &mut Clinic| {
        let both = [&mary, &john].into_iter();
        let both = both.map(|patient| header(clinic, patient).sync.needs_you);
        both.collect::<Vec<bool>>()
    };
    assert_eq!(needs_you(&mut diet), [false, false]);
    contested(&mut diet, &peanut, over);
    assert_eq!(needs_you(&mut diet), [true, false]);
    drop(diet);
    // of what they may not read, they decide nothing
    let mut reception = machine.sign_in("desk", PASSWORD);
    assert_eq!(needs_you(&mut reception), [false, false]);
    drop(reception);
    let mut diet = machine.sign_in("diet", PASSWORD);
    decide(&mut diet);
    assert_eq!(needs_you(&mut diet), [false, false]);
}

/// Decides all conflicts for the version that is shown.
fn decide(clinic: &mut Clinic) {
    for row in show::list(clinic).unwrap() {
        let conflict = show::show(clinic, &row.id).unwrap();
        let choice = |field: &ConflictField| FieldChoice {
            key: field.key.clone(),
            decision: FieldDecision::Sibling { sibling: 0 },
        };
        let differing = conflict.fields.iter().filter(|field| !field.same);
        let decision = Resolution {
            id: row.id,
            seen: conflict.seen.clone(),
            choices: differing.map(choice).collect(),
        };
        resolve::resolve(clinic, &decision).unwrap();
    }
}
