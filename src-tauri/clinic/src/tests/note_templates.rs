use super::care::{draft_of, visit};
use crate::Clinic;
use crate::difference::Piece;
use crate::error::{Error, Reason};
use crate::notes::versions::{compare, list};
use crate::notes::{NoteKind, NoteSection, NoteTemplate, NoteTemplateForm, templates, write};
use crate::testing::{ADMIN_PASSWORD, PASSWORD, clinic};
use crate::view::{Id, ScreenLanguage};

use ScreenLanguage::{En, Fr};

fn form(name: &str, text: &str) -> NoteTemplateForm {
    NoteTemplateForm {
        name: name.into(),
        section: NoteSection::Plan,
        text: text.into(),
        is_active: true,
    }
}

fn called(templates: &[NoteTemplate], name: &str) -> Option<NoteTemplate> {
    let mut templates = templates.iter();
    templates
        .find(|template| template.form.name == name)
        .cloned()
}

fn offered(clinic: &Clinic, kind: NoteKind) -> Vec<String> {
    let templates = templates::offered(clinic, kind, En).unwrap().into_iter();
    templates.map(|template| template.form.name).collect()
}

#[test]
fn a_template_is_offered_in_the_notes_that_have_its_section() {
    let (machine, mut admin) = clinic();
    let added = templates::add(&mut admin, &form(" Tube  feed", "{weight} now\n")).unwrap();
    assert_eq!(
        (added.form.name.as_str(), added.form.text.as_str()),
        ("Tube feed", "{weight} now")
    );
    assert!(!added.is_built_in);
    drop(admin);
    let diet = machine.sign_in("diet", PASSWORD);
    for (kind, is_offered) in [
        (NoteKind::Soap, true),
        (NoteKind::Treatment, true),
        (NoteKind::Adime, false),
        (NoteKind::Letter, false),
    ] {
        let names = offered(&diet, kind);
        assert_eq!(names.contains(&"Tube feed".into()), is_offered, "{kind:?}");
    }
    let refused = templates::list(&diet, En);
    assert!(matches!(refused, Err(Error::Forbidden(_))));
    drop(diet);
    let mut admin = machine.sign_in("admin", ADMIN_PASSWORD);
    let unused = NoteTemplateForm {
        is_active: false,
        ..added.form.clone()
    };
    let edited = templates::edit(&mut admin, &added.id, &added.seen, &added.form, &unused).unwrap();
    assert!(!edited.form.is_active);
    drop(admin);
    let diet = machine.sign_in("diet", PASSWORD);
    assert!(!offered(&diet, NoteKind::Soap).contains(&"Tube feed".into()));
}

#[test]
fn a_template_of_the_program_becomes_the_clinics_own_when_it_is_edited() {
    let (_machine, mut admin) = clinic();
    let before = called(&templates::list(&admin, En).unwrap(), "Next steps").unwrap();
    assert!(before.is_built_in && before.seen.0.is_empty());
    let reworded = NoteTemplateForm {
        text: "Agreed with {goals}".into(),
        ..before.form.clone()
    };
    let (id, seen) = (before.id.clone(), before.seen.clone());
    templates::edit(&mut admin, &id, &seen, &before.form, &reworded).unwrap();
    for language in [En, Fr] {
        let listed = templates::list(&admin, language).unwrap();
        let own = called(&listed, "Next steps").unwrap();
        assert!(own.is_built_in);
        assert_eq!((own.id, &own.form), (id.clone(), &reworded));
        assert!(called(&listed, "Étapes suivantes").is_none());
    }
    // a form that was loaded before changes what its user touched alone
    let renamed = NoteTemplateForm {
        name: "What comes next".into(),
        ..before.form.clone()
    };
    let now = called(&templates::list(&admin, En).unwrap(), "Next steps").unwrap();
    let edited = templates::edit(&mut admin, &id, &now.seen, &before.form, &renamed).unwrap();
    assert_eq!(edited.form.name, "What comes next");
    assert_eq!(edited.form.text, "Agreed with {goals}");
    let unknown = Id("019be3a0-0000-7000-8000-000000000000".into());
    let nothing = templates::edit(&mut admin, &unknown, &seen, &before.form, &renamed);
    assert!(matches!(nothing, Err(Error::NotFound(_))), "{nothing:?}");
}

#[test]
fn a_template_that_cannot_be_used_is_refused() {
    let (_machine, mut admin) = clinic();
    let mut refused = |name: &str, text: &str| templates::add(&mut admin, &form(name, text));
    let named = |error: &Error| match error {
        Error::Invalid { field, reason } => (*field, *reason),
        other => panic!("{other}"),
    };
    for (name, text, expected) in [
        ("", "words", ("name", Reason::Required)),
        ("Mine", " \n ", ("text", Reason::Required)),
        ("next STEPS", "words", ("name", Reason::Taken)),
        ("étapes suivantes", "words", ("name", Reason::Taken)),
    ] {
        let error = refused(name, text).unwrap_err();
        assert_eq!(named(&error), expected, "{name}");
    }
    let error = refused("Mine", "{weight}, {wheight}").unwrap_err();
    assert!(matches!(&error, Error::UnknownChartField(name) if name == "wheight"));
    assert!(refused("Mine", "{ } {2 kg} {").is_ok());
}

#[test]
fn two_versions_of_a_note_show_which_words_changed() {
    let (machine, _) = clinic();
    let (mut diet, _, visit) = visit(&machine);
    let note = visit.note.unwrap();
    let first = write::write(&mut diet, &draft_of(&note, "Eats late.")).unwrap();
    write::write(&mut diet, &draft_of(&first, "Eats early.")).unwrap();
    let rows = list(&diet, &note.id).unwrap();
    let numbers: Vec<u32> = rows.iter().map(|row| row.number).collect();
    assert_eq!(numbers, [2, 1]);
    let changed = compare(&diet, &note.id, &rows[1].id, &rows[0].id).unwrap();
    assert_eq!(changed.sections.len(), 1, "{changed:?}");
    let section = &changed.sections[0];
    assert_eq!(section.section, Some(NoteSection::Assessment));
    let changed_words = |pieces: &[Piece]| -> Vec<String> {
        let changed = pieces.iter().filter(|piece| piece.changed);
        changed.map(|piece| piece.text.trim().to_owned()).collect()
    };
    assert_eq!(changed_words(&section.earlier), ["late"]);
    assert_eq!(changed_words(&section.later), ["early"]);

    // a version of another note has nothing to do here
    let other = write::NewNote {
        patient: note.patient_id.to().unwrap(),
        visit: None,
        kind: NoteKind::Letter,
        sections: Vec::new(),
        custom: Vec::new(),
    };
    let other = write::create(&mut diet, &other).unwrap();
    let foreign = compare(&diet, &other.id, &rows[1].id, &rows[0].id);
    assert!(matches!(foreign, Err(Error::NotFound(_))), "{foreign:?}");
}
