#![allow(clippy::unwrap_used)]
use sync_contract::FieldRef;
use sync_contract::catalog::Patient;

use super::*;

/// A part of the patient's own row.
fn part(field: FieldRef) -> (Part, &'static CellSpec) {
    let name = field.spec.name;
    let part = Part {
        key: name,
        name: name.to_owned(),
        places: vec![field.index],
        section: None,
    };
    (part, field.cell)
}

fn text(text: &str) -> Vec<Value> {
    vec![Value::Text(text.into())]
}

#[test]
fn a_side_all_or_other_words_can_be_kept() {
    let (phone, spec) = part(Patient::FIELD.phones);
    let siblings = [text("024 1"), text("024 2")];
    let keep = |keep: &Keep| kept(&phone, spec, &siblings, Some(keep));
    assert_eq!(keep(&Keep::Side { side: 1 }).unwrap(), siblings[1]);
    assert_eq!(keep(&Keep::All).unwrap(), text("024 1; 024 2"));
    let written = Keep::Text {
        text: " 024 3 ".into(),
    };
    assert_eq!(keep(&written).unwrap(), text("024 3"));
    assert!(keep(&Keep::Side { side: 2 }).is_err());
    assert!(kept(&phone, spec, &siblings, None).is_err());
    let same = [text("024 1"), text("024 1")];
    assert_eq!(kept(&phone, spec, &same, None).unwrap(), same[0]);
}

#[test]
fn a_choice_of_two_words_is_no_word() {
    let (sex, spec) = part(Patient::FIELD.sex);
    let siblings = [text("FEMALE"), text("MALE")];
    let both = Keep::Text {
        text: "BOTH".into(),
    };
    for keep in [&Keep::All, &both] {
        assert!(kept(&sex, spec, &siblings, Some(keep)).is_err());
    }
}
