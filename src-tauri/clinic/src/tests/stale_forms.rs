use sync_contract::Entity;
use sync_contract::catalog::PatientProfile;

use super::disagreement::stored;
use crate::contacts::{ContactEdit, ContactForm, Relation};
use crate::patients::edit;
use crate::testing::{PASSWORD, clinic, contact, registered};
use crate::view::Day;
use crate::{Clinic, chart, contacts, facilities, profile, visits};

/// Loads a form, lets another user write another field of the same record, and then saves the form.
#[test]
fn a_stale_form_writes_only_the_fields_that_its_user_changed() {
    let (machine, _) = clinic();
    let mut reception = machine.sign_in("desk", PASSWORD);
    let mary = registered(&mut reception, "Mary", "Okafor", "1992-03-12");
    let load = |clinic: &mut Clinic| chart::show(clinic, &mary).unwrap().form.to_edit();
    let mut stale = load(&mut reception);
    let mut other = load(&mut reception);
    other.form.phone = "024 555 0182".into();
    other.form.given_name = "Marie".into();
    other.form.address.city = "Accra".into();
    edit::edit(&mut reception, &other).unwrap();
    stale.form.family_name = "Adeyemi".into();
    stale.form.address.country = "Ghana".into();
    edit::edit(&mut reception, &stale).unwrap();
    let now = load(&mut reception).form;
    assert_eq!(now.phone, "024 555 0182", "nobody touched it in the form");
    assert_eq!(
        (now.given_name, now.family_name),
        ("Marie".into(), "Adeyemi".into())
    );
    assert_eq!(
        (now.address.city, now.address.country),
        ("Accra".into(), "Ghana".into())
    );
    // what the user did change is theirs, whatever came since
    let mut again = load(&mut reception);
    again.form.phone = "024 555 0199".into();
    edit::edit(&mut reception, &again).unwrap();
    stale.form = stale.loaded.clone();
    stale.form.phone = "024 555 0100".into();
    edit::edit(&mut reception, &stale).unwrap();
    assert_eq!(load(&mut reception).form.phone, "024 555 0100");
}

#[test]
fn stale_forms_of_contact_and_visit_write_only_what_changed() {
    let (machine, _) = clinic();
    let mut diet = machine.sign_in("diet", PASSWORD);
    let mary = registered(&mut diet, "Mary", "Okafor", "1992-03-12");
    let john = contacts::add(&mut diet, &mary, &contact("John", Relation::Other)).unwrap();
    let of = |form: ContactForm| ContactEdit {
        id: john.id.clone(),
        seen: john.seen.clone(),
        loaded: john.form(),
        form,
    };
    let spouse = ContactForm {
        relation: Relation::Spouse,
        ..john.form()
    };
    contacts::edit(&mut diet, &of(spouse)).unwrap();
    let phone = ContactForm {
        phone: "024 555 0183".into(),
        ..john.form()
    };
    let now = contacts::edit(&mut diet, &of(phone)).unwrap();
    assert_eq!(
        (now.relation, now.phone.as_str()),
        (Relation::Spouse, "024 555 0183")
    );

    let begin = visits::VisitStart {
        patient_id: mary,
        appointment_id: None,
        r#type: visits::VisitType::FollowUp,
    };
    let visit = visits::start::start(&mut diet, &begin).unwrap().visit;
    let (mut stale, mut other) = (visit.to_edit(), visit.to_edit());
    other.form.complaint = "Tired".into();
    visits::edit::edit(&mut diet, &other).unwrap();
    stale.form.follow_up_on = Some(Day("2026-12-20".into()));
    let ended = visits::edit::end(&mut diet, &stale).unwrap();
    assert_eq!(ended.complaint, "Tired");
    assert_eq!(ended.follow_up_on, stale.form.follow_up_on);
}

#[test]
fn stale_forms_of_the_clinic_write_only_what_changed() {
    let (_machine, mut admin) = clinic();
    let loaded = facilities::list(&admin).unwrap().remove(0);
    let mut other = loaded.form.clone();
    other.phone = "024 555 0182".into();
    facilities::edit(&mut admin, &loaded.id, &loaded.seen, &loaded.form, &other).unwrap();
    let mut stale = loaded.form.clone();
    stale.address = "1 Main Street".into();
    let now = facilities::edit(&mut admin, &loaded.id, &loaded.seen, &loaded.form, &stale).unwrap();
    assert_eq!(
        (now.form.phone, now.form.address),
        (other.phone, stale.address)
    );
}

/// Two computers may each create a patient's profile: a cell that one of them left empty must not be a version at all.
#[test]
fn a_first_profile_has_only_the_cells_that_were_written() {
    let (machine, _) = clinic();
    let mut diet = machine.sign_in("diet", PASSWORD);
    let mary = registered(&mut diet, "Mary", "Okafor", "1992-03-12");
    let cells = |diet: &Clinic| {
        let id = sync_contract::catalog::profile_id(diet.tenant(), mary.to().unwrap());
        let row = stored(diet, PatientProfile::DESCRIPTOR, id.0);
        row.cells.iter().map(|cell| cell.cell).collect::<Vec<_>>()
    };
    let write = |diet: &mut Clinic, change: fn(&mut profile::ProfileForm)| {
        let mut view = profile::show(diet, mary.to().unwrap()).unwrap();
        let loaded = view.form.clone();
        change(&mut view.form);
        profile::edit(diet, &loaded, &view).unwrap().form
    };
    write(&mut diet, |form| form.history = "Anaemia".into());
    assert_eq!(cells(&diet), [0, PatientProfile::CELL.history.number]);
    // a cell of two fields is created with the one that was given
    let now = write(&mut diet, |form| form.dislikes = "Fish".into());
    assert_eq!(
        (now.history.as_str(), now.dislikes.as_str()),
        ("Anaemia", "Fish")
    );
    assert_eq!(now.preferences, "");
    assert_eq!(cells(&diet).len(), 3);
    let now = write(&mut diet, |form| form.preferences = "Vegetarian".into());
    assert_eq!(
        (now.preferences.as_str(), now.dislikes.as_str()),
        ("Vegetarian", "Fish")
    );
    let now = write(&mut diet, |form| form.history = String::new());
    assert_eq!((now.history.as_str(), now.dislikes.as_str()), ("", "Fish"));
}
