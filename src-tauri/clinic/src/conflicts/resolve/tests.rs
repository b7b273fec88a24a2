#![allow(clippy::unwrap_used)]
use sync_contract::FieldRef;
use sync_contract::catalog::Patient;

use super::*;

/// Returns a part of the patient's own row.
fn part(field: FieldRef) -> Part {
    let name = field.spec.name;
    Part {
        field,
        key: name,
        name: name.to_owned(),
        field_indexes: vec![field.index],
        section: None,
    }
}

fn text(text: &str) -> Vec<Value> {
    vec![Value::Text(text.into())]
}

#[test]
fn a_sibling_all_or_other_words_can_be_chosen() {
    let phone = part(Patient::FIELD.phones);
    let siblings = [text("024 1"), text("024 2")];
    let choose = |choose: &FieldDecision| chosen(&phone, &siblings, Some(choose));
    assert_eq!(
        choose(&FieldDecision::Sibling { sibling: 1 }).unwrap(),
        siblings[1]
    );
    assert_eq!(choose(&FieldDecision::All).unwrap(), text("024 1; 024 2"));
    let written = FieldDecision::Text {
        text: " 024 3 ".into(),
    };
    assert_eq!(choose(&written).unwrap(), text("024 3"));
    assert!(choose(&FieldDecision::Sibling { sibling: 2 }).is_err());
    assert!(chosen(&phone, &siblings, None).is_err());
    for hidden in ["024\u{202e}3", "024\u{7}3"] {
        let hidden = FieldDecision::Text {
            text: hidden.into(),
        };
        assert!(choose(&hidden).is_err());
    }
    let same = [text("024 1"), text("024 1")];
    assert_eq!(chosen(&phone, &same, None).unwrap(), same[0]);
}

#[test]
fn a_choice_of_two_words_is_no_word() {
    let sex = part(Patient::FIELD.sex);
    let siblings = [text("FEMALE"), text("MALE")];
    let both = FieldDecision::Text {
        text: "BOTH".into(),
    };
    for choose in [&FieldDecision::All, &both] {
        assert!(chosen(&sex, &siblings, Some(choose)).is_err());
    }
}
