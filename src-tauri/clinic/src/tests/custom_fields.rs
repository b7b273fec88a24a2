use super::care::{draft_of, visit};
use crate::error::{Error, Reason};
use crate::notes::custom_fields::{CustomFieldForm, CustomFieldKind, add, edit, list};
use crate::notes::versions::{self, compare};
use crate::notes::{CustomText, NoteKind, NoteView, show, sign, write};
use crate::testing::{ADMIN_PASSWORD, PASSWORD, clinic};
use vault::password::Password;

fn field(label: &str, kind: CustomFieldKind) -> CustomFieldForm {
    CustomFieldForm {
        label: label.into(),
        kind,
        note_kind: None,
        options: Vec::new(),
        is_active: true,
    }
}

fn text(label: &str, value: &str) -> CustomText {
    CustomText {
        label: label.into(),
        value: value.into(),
    }
}

fn values(note: &NoteView) -> Vec<(&str, &str)> {
    let values = note.custom.iter();
    values
        .map(|field| (field.label.as_str(), field.value.as_str()))
        .collect()
}

#[test]
fn a_field_that_cannot_be_asked_is_refused() {
    let (_machine, mut admin) = clinic();
    let stoma = add(&mut admin, &field(" A  stoma", CustomFieldKind::YesNo)).unwrap();
    assert_eq!(stoma.form.label, "A stoma");
    let choice = |options: &[&str]| CustomFieldForm {
        options: options.iter().map(|option| (*option).into()).collect(),
        ..field("Appetite", CustomFieldKind::Choice)
    };
    for (form, name, why) in [
        (
            field("  ", CustomFieldKind::Text),
            "label",
            Reason::Required,
        ),
        (
            field("a STOMA", CustomFieldKind::Text),
            "label",
            Reason::Taken,
        ),
        (
            field("Cups: a day", CustomFieldKind::Number),
            "label",
            Reason::Malformed,
        ),
        (choice(&[]), "options", Reason::Required),
        (choice(&["good", " GOOD ", ""]), "options", Reason::Required),
    ] {
        let refused = add(&mut admin, &form);
        let is_expected = matches!(
            &refused,
            Err(Error::Invalid { field, reason }) if *field == name && *reason == why
        );
        assert!(is_expected, "{refused:?}");
    }
    let added = add(&mut admin, &choice(&["good", "poor", "good"])).unwrap();
    assert_eq!(added.form.options, ["good", "poor"]);
    let another = CustomFieldForm {
        kind: CustomFieldKind::Text,
        ..stoma.form.clone()
    };
    let refused = edit(&mut admin, &stoma.id, &stoma.seen, &stoma.form, &another);
    assert!(refused.is_err(), "{refused:?}");
    assert_eq!(list(&admin).unwrap().len(), 2);
}

#[test]
fn a_value_of_a_field_is_signed_and_stays_when_the_field_goes() {
    let (machine, mut admin) = clinic();
    let cups = add(&mut admin, &field("Cups", CustomFieldKind::Number)).unwrap();
    let letters = CustomFieldForm {
        note_kind: Some(NoteKind::Letter),
        ..field("Copy to", CustomFieldKind::Text)
    };
    add(&mut admin, &letters).unwrap();
    drop(admin);
    let (mut diet, _, visit) = visit(&machine);
    let note = visit.note.unwrap();
    assert_eq!(values(&note), [("Cups", ""), ("Copy to", "")]);

    let mut draft = draft_of(&note, "Drinks little.");
    draft.custom = vec![text("Cups", "two"), text("Copy to", " ")];
    let written = write::write(&mut diet, &draft).unwrap();
    assert_eq!(values(&written), [("Cups", "two"), ("Copy to", "")]);
    let mut draft = draft_of(&written, "Drinks little.");
    draft.custom = vec![text("Cups", "two")];
    let refused = sign::sign(&mut diet, &draft, &Password::new(PASSWORD));
    assert!(matches!(&refused, Err(Error::CustomValue { label, .. }) if label == "Cups"));
    draft.custom = vec![text("cups", "2,5")];
    let signed = sign::sign(&mut diet, &draft, &Password::new(PASSWORD)).unwrap();
    assert!(signed.signature.unwrap().valid);
    assert_eq!(
        values(&show::show(&mut diet, &note.id).unwrap()),
        [("Cups", "2,5")]
    );

    let rows = versions::list(&diet, &note.id).unwrap();
    let changed = compare(&diet, &note.id, &rows[1].id, &rows[0].id).unwrap();
    let own = changed
        .sections
        .iter()
        .find(|change| change.section.is_none());
    let own = own.unwrap();
    let later: String = own.later.iter().map(|piece| piece.text.as_str()).collect();
    assert_eq!(later, "cups: 2,5");
    assert!(own.later.iter().any(|piece| piece.changed));
    drop(diet);

    let mut admin = machine.sign_in("admin", ADMIN_PASSWORD);
    let unused = CustomFieldForm {
        is_active: false,
        ..cups.form.clone()
    };
    edit(&mut admin, &cups.id, &cups.seen, &cups.form, &unused).unwrap();
    drop(admin);
    let mut diet = machine.sign_in("diet", PASSWORD);
    let shown = show::show(&mut diet, &note.id).unwrap();
    assert_eq!(values(&shown), [("cups", "2,5")]);
    assert!(shown.signature.unwrap().valid);
}
