//! Handouts: one leaflet in several languages, and what a patient was given of it stays as it was.

use crate::Clinic;
use crate::error::{Error, Reason};
use crate::handouts::given::{self, NewGiving, give, remove, restore};
use crate::handouts::{self, HandoutForm, HandoutView, add, edit, list, offered};
use crate::patients::view::Sex;
use crate::prints::{self, PrintBody, PrintForm, PrintOf};
use crate::testing::{ADMIN_PASSWORD, Machine, PASSWORD};
use crate::tests::energy_estimates::person;
use crate::timeline::{self, TimelineEvent, TimelineQuery};
use crate::view::{Id, ScreenLanguage};

fn form(language: &str, title: &str) -> HandoutForm {
    HandoutForm {
        language: language.into(),
        title: title.into(),
        text: format!("# {title}\n\n- Cook at home"),
        is_active: true,
    }
}

/// A leaflet in two languages, and a woman in the care of a dietitian.
fn shelf() -> (Machine, Clinic, Id, [HandoutView; 2]) {
    let (machine, mut admin) = crate::testing::clinic();
    let english = add(&mut admin, None, &form("EN", "Less salt")).unwrap();
    let french = form("fr", "Moins de sel");
    let french = add(&mut admin, Some(&english.id), &french).unwrap();
    drop(admin);
    let mut diet = machine.sign_in("diet", PASSWORD);
    let mary = person(&mut diet, "1952-03-12", Sex::Female);
    (machine, diet, mary, [english, french])
}

fn giving(patient: &Id, handout: &HandoutView) -> NewGiving {
    NewGiving {
        patient_id: patient.clone(),
        handout_id: handout.id.clone(),
        visit_id: None,
    }
}

fn events(clinic: &Clinic, patient: &Id) -> Vec<(Option<String>, Option<String>)> {
    let query = TimelineQuery {
        patient_id: patient.clone(),
        group: None,
        after: None,
        limit: 10,
    };
    let page = timeline::list::list(clinic, &query).unwrap();
    let events = page.rows.into_iter().filter_map(|row| match row.event {
        TimelineEvent::HandoutGiven { title, language } => Some((title, language)),
        _ => None,
    });
    events.collect()
}

#[test]
fn languages_of_a_leaflet_are_versions_of_one() {
    let (machine, diet, _, [english, french]) = shelf();
    let leaflets = offered(&diet).unwrap();
    assert_eq!(leaflets.len(), 1);
    assert_eq!(leaflets[0].id, english.id);
    assert_eq!(leaflets[0].versions, [english.clone(), french.clone()]);
    drop(diet);
    let mut admin = machine.sign_in("admin", ADMIN_PASSWORD);
    let mut refused = |leaflet: Option<&Id>, form: &HandoutForm| {
        let error = add(&mut admin, leaflet, form).unwrap_err();
        let Error::Invalid { field, reason } = error else {
            panic!("{error:?}");
        };
        (field, reason)
    };
    let of_it = Some(&english.id);
    assert_eq!(
        refused(of_it, &form("fr", "Sans sel")),
        ("language", Reason::Taken)
    );
    assert_eq!(
        refused(None, &form("en", "less  SALT")),
        ("title", Reason::Taken)
    );
    assert_eq!(
        refused(of_it, &form("fr-CH", "Sans sel")),
        ("language", Reason::Malformed)
    );
    let unknown = add(&mut admin, Some(&french.id), &form("pl", "Mniej soli")).unwrap_err();
    assert!(matches!(unknown, Error::NotFound(_)), "{unknown:?}");
    // two languages may share a title
    add(&mut admin, of_it, &form("nl", "Less salt")).unwrap();
    let ambiguous = handouts::find(&admin, "less salt").unwrap_err();
    assert!(matches!(ambiguous, Error::NotFound(_)), "{ambiguous:?}");
    assert_eq!(handouts::find(&admin, "moins de sel").unwrap(), french);
    let languages = |leaflet: &handouts::LeafletView| -> Vec<String> {
        let versions = leaflet.versions.iter();
        versions.map(|one| one.form.language.clone()).collect()
    };
    assert_eq!(languages(&list(&admin).unwrap()[0]), ["en", "fr", "nl"]);
    let out = HandoutForm {
        is_active: false,
        ..french.form.clone()
    };
    edit(&mut admin, &french.id, &french.seen, &french.form, &out).unwrap();
    assert_eq!(languages(&list(&admin).unwrap()[0]), ["en", "fr", "nl"]);
    drop(admin);
    let diet = machine.sign_in("diet", PASSWORD);
    assert_eq!(languages(&offered(&diet).unwrap()[0]), ["en", "nl"]);
}

#[test]
fn what_was_given_stays_as_it_was() {
    let (machine, mut diet, mary, [_, french]) = shelf();
    let first = give(&mut diet, &giving(&mary, &french)).unwrap();
    assert_eq!(first.title.as_deref(), Some("Moins de sel"));
    assert_eq!(first.language.as_deref(), Some("fr"));
    drop(diet);
    let mut admin = machine.sign_in("admin", ADMIN_PASSWORD);
    let changed = HandoutForm {
        text: "Encore moins de sel".into(),
        is_active: false,
        ..form("fr", "Le sel")
    };
    edit(&mut admin, &french.id, &french.seen, &french.form, &changed).unwrap();
    drop(admin);
    let mut diet = machine.sign_in("diet", PASSWORD);
    let gone = give(&mut diet, &giving(&mary, &french)).unwrap_err();
    assert!(matches!(gone, Error::NotFound(_)), "{gone:?}");
    assert_eq!(
        given::list(&diet, &mary).unwrap(),
        std::slice::from_ref(&first)
    );
    let titled = (first.title.clone(), first.language.clone());
    assert_eq!(events(&diet, &mary), [titled]);
    let form = PrintForm {
        of: PrintOf::Handout {
            given_handout_id: first.id.clone(),
        },
        sections: None,
        language: None,
        screens: ScreenLanguage::En,
    };
    let print = prints::view(&mut diet, &form).unwrap();
    // a French leaflet in French, though the patient has no language
    assert_eq!(print.language, ScreenLanguage::Fr);
    let PrintBody::Handout(printed) = print.body else {
        panic!("a handout is printed as a handout");
    };
    assert_eq!(printed, first);
}

#[test]
fn a_giving_by_mistake_is_taken_back_and_put_back() {
    let (machine, mut diet, mary, [english, french]) = shelf();
    let one = give(&mut diet, &giving(&mary, &english)).unwrap();
    machine.clock.advance_s(60);
    let other = give(&mut diet, &giving(&mary, &french)).unwrap();
    let without = remove(&mut diet, &one.id, &one.seen, " ").unwrap_err();
    assert!(matches!(without, Error::Invalid { .. }), "{without:?}");
    let removal = remove(&mut diet, &one.id, &one.seen, "Another patient's").unwrap();
    assert_eq!(
        given::list(&diet, &mary).unwrap(),
        std::slice::from_ref(&other)
    );
    assert_eq!(events(&diet, &mary).len(), 1);
    restore(&mut diet, &one.id, &removal).unwrap();
    let all = given::list(&diet, &mary).unwrap();
    let ids: Vec<_> = all.iter().map(|given| &given.id).collect();
    assert_eq!(ids, [&other.id, &one.id]);
}
