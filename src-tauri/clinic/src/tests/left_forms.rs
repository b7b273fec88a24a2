//! A form that is half filled in outlives a lock, for its author alone, and goes with what it becomes.

use crate::appointments::{book, day};
use crate::contacts::{self, ContactEdit, Relation};
use crate::error::{Error, Result};
use crate::form_drafts::{
    EntryList, FoodList, FormOf, ProfileField, SettingList, TypedForm, discard, save, show,
};
use crate::notes::sign;
use crate::patients::edit;
use crate::patients::register;
use crate::patients::view::PatientEdit;
use crate::recalls;
use crate::testing::{Machine, PASSWORD, add_user, clinic, contact, form};
use crate::tests::care::{draft_of, visit};
use crate::tests::diary::booking;
use crate::tests::recalls::new_recall;
use crate::today::{self, NeedKind};
use crate::view::{Day, Id, ScreenLanguage};
use crate::{Clinic, chart};

/// Half of a date: no row takes it.
const HALF: &str = "{\"familyName\":\"Okaf\",\"birth\":\"12 M\"}";

fn typed(of: &FormOf) -> TypedForm {
    TypedForm {
        of: of.clone(),
        about: None,
        text: HALF.to_owned(),
    }
}

fn text(clinic: &Clinic, of: &FormOf) -> Option<String> {
    show(clinic, of).unwrap().map(|draft| draft.text)
}

/// A dietitian with a patient, and every form about them. The note is signed.
fn every_form(machine: &Machine) -> (Clinic, Id, [FormOf; 7]) {
    let (mut diet, mary, visit) = visit(machine);
    let note = visit.note.unwrap();
    let note = sign::sign(
        &mut diet,
        &draft_of(&note, "Eats late."),
        &vault::password::Password::new(PASSWORD),
    );
    let patient_id = mary.clone();
    let forms = [
        FormOf::Registration,
        FormOf::Details {
            patient_id: patient_id.clone(),
        },
        FormOf::Contact {
            patient_id: patient_id.clone(),
        },
        FormOf::Booking { patient_id: None },
        FormOf::Booking {
            patient_id: Some(patient_id),
        },
        FormOf::Addendum {
            note_id: note.unwrap().id,
        },
        FormOf::Entry {
            list: EntryList::Goals,
            patient_id: mary.clone(),
            id: None,
        },
    ];
    (diet, mary, forms)
}

#[test]
fn a_form_that_is_half_typed_is_there_after_a_lock_for_its_author_alone() {
    let (machine, mut admin) = clinic();
    add_user(&mut admin, "other", "Dietitian");
    drop(admin);
    let (mut diet, _, forms) = every_form(&machine);
    for of in &forms {
        assert_eq!(text(&diet, of), None, "{of:?}");
        save(&mut diet, &typed(of)).unwrap();
        let mut more = typed(of);
        more.text = format!("{of:?}");
        save(&mut diet, &more).unwrap();
    }
    drop(diet);

    let mut other = machine.sign_in("other", PASSWORD);
    for of in &forms {
        assert_eq!(text(&other, of), None, "{of:?}");
    }
    assert!(left(&other).is_empty());
    save(&mut other, &typed(&forms[0])).unwrap();
    discard(&mut other, &forms[1]).unwrap();
    drop(other);

    let mut diet = machine.sign_in("diet", PASSWORD);
    for of in &forms {
        assert_eq!(text(&diet, of), Some(format!("{of:?}")));
        discard(&mut diet, of).unwrap();
        assert_eq!(text(&diet, of), None, "{of:?}");
    }
}

/// The forms that today's list offers.
fn left(clinic: &Clinic) -> Vec<(Option<FormOf>, Option<String>)> {
    let day = Day::of(clinic.today().unwrap());
    let needs = today::show(clinic, &day).unwrap().needs;
    let left = needs
        .into_iter()
        .filter(|need| need.kind == NeedKind::LeftForm);
    left.map(|need| (need.form, need.patient.map(|patient| patient.name)))
        .collect()
}

#[test]
fn todays_list_offers_the_forms_that_were_left_half_typed() {
    let (machine, _) = clinic();
    let (mut diet, mary, forms) = every_form(&machine);
    let mut expected = Vec::new();
    for of in &forms {
        machine.clock.advance_s(1);
        let mut half = typed(of);
        half.about = (*of == FormOf::Booking { patient_id: None }).then(|| mary.clone());
        save(&mut diet, &half).unwrap();
        let name = (*of != FormOf::Registration).then(|| "Mary Okafor".to_owned());
        let is_unnamed = matches!(
            of,
            FormOf::Booking {
                patient_id: Some(_)
            }
        );
        expected.insert(0, (Some(of.clone()), name.filter(|_| !is_unnamed)));
    }
    assert_eq!(left(&diet), expected);
}

/// Words that are in no form yet: each comes back, is listed with its patient, and hides no other.
#[test]
fn words_that_are_in_no_form_yet_are_a_draft_of_their_own() {
    let (machine, mut admin) = clinic();
    let (mut diet, mary, visit) = visit(&machine);
    let patient_id = mary.clone();
    let recall = new_recall(&mary, recalls::RecallKind::TwentyFourHours);
    let recall = recalls::record::add(&mut diet, &recall, &[], ScreenLanguage::En).unwrap();
    let note_id = visit.note.unwrap().id;
    let words = [
        FormOf::NoteText { note_id },
        FormOf::Measures { visit_id: visit.id },
        FormOf::Reading {
            patient_id: patient_id.clone(),
        },
        FormOf::Foods {
            list: FoodList::Recall,
            id: recall.id,
        },
        FormOf::Call { patient_id },
    ];
    for of in &words {
        machine.clock.advance_s(1);
        let mut half = typed(of);
        half.text = format!("{of:?}");
        save(&mut diet, &half).unwrap();
    }
    drop(diet);
    let mut diet = machine.sign_in("diet", PASSWORD);
    let of_mary = |of: &FormOf| (Some(of.clone()), Some("Mary Okafor".to_owned()));
    let expected: Vec<_> = words.iter().rev().map(of_mary).collect();
    assert_eq!(left(&diet), expected);
    for of in &words {
        assert_eq!(text(&diet, of), Some(format!("{of:?}")));
        discard(&mut diet, of).unwrap();
    }
    assert!(left(&diet).is_empty());
    // the settings are no patient's chart
    let lists = [
        SettingList::Templates,
        SettingList::CustomFields,
        SettingList::Kinds,
        SettingList::Tags,
        SettingList::Users,
    ];
    for list in lists {
        let setting = FormOf::Setting { list, id: None };
        let refused = save(&mut diet, &typed(&setting));
        assert!(matches!(refused, Err(Error::Forbidden(_))), "{refused:?}");
        save(&mut admin, &typed(&setting)).unwrap();
        assert_eq!(text(&admin, &setting).as_deref(), Some(HALF));
        assert_eq!(left(&admin), [(Some(setting.clone()), None)]);
        discard(&mut admin, &setting).unwrap();
    }
    // the clinic's foods are edited by users who plan with them
    let list = SettingList::ClinicFoods;
    let food = FormOf::Setting { list, id: None };
    let refused = save(&mut admin, &typed(&food));
    assert!(matches!(refused, Err(Error::Forbidden(_))), "{refused:?}");
    save(&mut diet, &typed(&food)).unwrap();
    assert_eq!(left(&diet), [(Some(food.clone()), None)]);
    discard(&mut diet, &food).unwrap();
}

#[test]
fn each_text_of_a_profile_is_a_draft_of_its_own() {
    let (machine, _) = clinic();
    let (mut diet, mary, _) = every_form(&machine);
    let fields = [
        ProfileField::History,
        ProfileField::Preferences,
        ProfileField::Dislikes,
        ProfileField::Remarks,
        ProfileField::Gestation,
        ProfileField::MotherHeight,
        ProfileField::FatherHeight,
    ];
    let of = |field| FormOf::ProfileText {
        patient_id: mary.clone(),
        field,
    };
    for field in fields {
        let mut half = typed(&of(field));
        half.text = format!("{field:?}");
        save(&mut diet, &half).unwrap();
    }
    assert_eq!(left(&diet).len(), fields.len());
    drop(diet);
    let mut diet = machine.sign_in("diet", PASSWORD);
    for field in fields {
        assert_eq!(text(&diet, &of(field)), Some(format!("{field:?}")));
        discard(&mut diet, &of(field)).unwrap();
    }
    assert!(left(&diet).is_empty());
    drop(diet);
    let mut front = machine.sign_in("desk", PASSWORD);
    let refused = save(&mut front, &typed(&of(ProfileField::History)));
    assert!(matches!(refused, Err(Error::Forbidden(_))), "{refused:?}");
}

#[test]
fn a_form_that_is_recorded_takes_its_draft_along_and_no_other() {
    let (machine, _) = clinic();
    let (mut diet, mary, forms) = every_form(&machine);
    for of in &forms {
        save(&mut diet, &typed(of)).unwrap();
    }
    let [
        registration,
        details,
        of_contact,
        booking_of_any,
        booking_of_mary,
        addendum,
        goal,
    ] = &forms;
    let gone = |clinic: &Clinic, of: &FormOf, rest: &[&FormOf]| {
        assert_eq!(text(clinic, of), None, "{of:?}");
        for other in rest {
            assert_eq!(text(clinic, other).as_deref(), Some(HALF), "{other:?}");
        }
    };
    // an action that is refused leaves what was typed, and one that is not of the form, too
    let wrong = form("", "", "1992-03-12");
    let refused = diet.recording(registration, |clinic| register::register(clinic, &wrong));
    assert!(refused.is_err());
    let ben = form("Ben", "Tallis", "1981-05-04");
    register::register(&mut diet, &ben).unwrap();
    assert_eq!(text(&diet, registration).as_deref(), Some(HALF));

    diet.recording(registration, |clinic| register::register(clinic, &ben))
        .unwrap();
    gone(&diet, registration, &[details, of_contact]);
    let shown = chart::show(&mut diet, &mary).unwrap().form;
    let mut changed = shown.form.clone();
    changed.given_name = "Maria".to_owned();
    let change = PatientEdit {
        id: mary.clone(),
        seen: shown.seen,
        loaded: shown.form,
        form: changed,
    };
    diet.recording(details, |clinic| edit::edit(clinic, &change))
        .unwrap();
    gone(&diet, details, &[of_contact, booking_of_any]);
    let added = diet
        .recording(of_contact, |clinic| {
            contacts::add(clinic, &mary, &contact("Ann", Relation::Parent))
        })
        .unwrap();
    gone(&diet, of_contact, &[booking_of_any, booking_of_mary]);
    save(&mut diet, &typed(of_contact)).unwrap();
    let correction = ContactEdit {
        id: added.id.clone(),
        seen: added.seen.clone(),
        loaded: added.form(),
        form: contact("Anne", Relation::Parent),
    };
    diet.recording(of_contact, |clinic| contacts::edit(clinic, &correction))
        .unwrap();
    gone(&diet, of_contact, &[booking_of_any, booking_of_mary]);
    let today = Day::of(diet.today().unwrap());
    let provider = day::day(&diet, &today).unwrap().choices.providers[0]
        .id
        .clone();
    let new = booking(&mary, &provider, "2026-11-20T14:00:00Z");
    diet.recording(booking_of_mary, |clinic| book::book(clinic, &new))
        .unwrap();
    gone(&diet, booking_of_mary, &[booking_of_any, addendum]);
    let FormOf::Addendum { note_id } = addendum else {
        panic!("{addendum:?}");
    };
    diet.recording(addendum, |clinic| {
        sign::addendum(clinic, note_id, "Sleeps badly.", "Told later")
    })
    .unwrap();
    gone(&diet, addendum, &[booking_of_any, goal]);
}

#[test]
fn each_form_asks_for_the_right_to_record_it() {
    let (machine, mut admin) = clinic();
    add_user(&mut admin, "viewer", "Viewer");
    drop(admin);
    let (diet, _, forms) = every_form(&machine);
    drop(diet);
    let all = |clinic: &mut Clinic, of: &FormOf| -> [Result<()>; 3] {
        [
            show(clinic, of).map(drop),
            save(clinic, &typed(of)).map(drop),
            discard(clinic, of),
        ]
    };
    let mut viewer = machine.sign_in("viewer", PASSWORD);
    for of in &forms {
        for refused in all(&mut viewer, of) {
            assert!(matches!(refused, Err(Error::Forbidden(_))), "{of:?}");
        }
    }
    drop(viewer);
    // the front desk books and registers, and has no word of a note
    let mut front = machine.sign_in("desk", PASSWORD);
    for of in &forms {
        let is_clinical = matches!(of, FormOf::Addendum { .. } | FormOf::Entry { .. });
        for done in all(&mut front, of) {
            assert_eq!(done.is_err(), is_clinical, "{of:?}: {done:?}");
        }
    }
}

#[test]
fn nothing_is_left_of_a_patient_who_is_not_there_or_too_long() {
    let (machine, _) = clinic();
    let (mut diet, _, _) = every_form(&machine);
    let unknown = Id::of(uuid::Uuid::from_u128(7));
    let of = FormOf::Contact {
        patient_id: unknown.clone(),
    };
    let refused = save(&mut diet, &typed(&of));
    assert!(matches!(refused, Err(Error::NotFound(_))), "{refused:?}");
    let mut about = typed(&FormOf::Booking { patient_id: None });
    about.about = Some(unknown);
    let refused = save(&mut diet, &about);
    assert!(matches!(refused, Err(Error::NotFound(_))), "{refused:?}");
    let mut long = typed(&FormOf::Registration);
    long.text = "x".repeat(4_000_001);
    let refused = save(&mut diet, &long);
    assert!(matches!(refused, Err(Error::TooLong { .. })), "{refused:?}");
}

#[test]
fn a_new_entry_and_each_that_is_edited_have_drafts_of_their_own() {
    let (machine, _) = clinic();
    let (mut diet, mary, _) = every_form(&machine);
    let of = |list, row: Option<u128>| FormOf::Entry {
        list,
        patient_id: mary.clone(),
        id: row.map(|id| Id::of(uuid::Uuid::from_u128(id))),
    };
    let lists = [
        EntryList::Allergies,
        EntryList::Conditions,
        EntryList::Medications,
        EntryList::Diagnoses,
        EntryList::Goals,
        EntryList::Tasks,
        EntryList::Targets,
        EntryList::Consents,
        EntryList::Policies,
        EntryList::Referrals,
        EntryList::CareTeam,
        EntryList::LabSheets,
        EntryList::LabResults,
        EntryList::Documents,
        EntryList::OfficeDocuments,
        EntryList::Packages,
        EntryList::Quotes,
        EntryList::MealPlans,
        EntryList::Pregnancies,
        EntryList::Stays,
    ];
    let all: Vec<FormOf> = lists
        .into_iter()
        .flat_map(|list| [None, Some(7), Some(8)].map(|row| of(list, row)))
        .collect();
    for (at, of) in all.iter().enumerate() {
        let mut entry = typed(of);
        entry.text = at.to_string();
        save(&mut diet, &entry).unwrap();
    }
    drop(diet);
    let mut diet = machine.sign_in("diet", PASSWORD);
    for (at, of) in all.iter().enumerate() {
        assert_eq!(text(&diet, of), Some(at.to_string()), "{of:?}");
        discard(&mut diet, of).unwrap();
    }
    assert!(left(&diet).is_empty());
}
