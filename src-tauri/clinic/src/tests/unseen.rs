//! Invisible characters: no operation takes one into a name or a label.

use crate::allergies::{self, Severity};
use crate::conditions;
use crate::error::{Error, Result};
use crate::notes::custom_fields::{self, CustomFieldForm, CustomFieldKind};
use crate::patients::register::register;
use crate::tags::{self, Colour, TagForm};
use crate::testing::{allergy, clinic, condition, form};
use crate::tests::care::visit;

/// They turn round what follows, are shown as nothing, or act in a terminal.
const UNSEEN: [char; 7] = [
    '\u{202e}', '\u{2066}', '\u{200b}', '\u{2060}', '\u{feff}', '\u{ad}', '\u{1b}',
];

#[test]
fn no_name_or_label_takes_a_character_that_is_not_seen() {
    let (machine, mut admin) = clinic();
    let (mut diet, mary, _) = visit(&machine);
    for unseen in UNSEEN {
        let with = |word: &str| format!("{word}{unseen}x");
        let tag = TagForm {
            name: with("Waiting"),
            colour: Colour::Blue,
            is_active: true,
        };
        let field = CustomFieldForm {
            label: with("Mood"),
            kind: CustomFieldKind::Text,
            note_kind: None,
            options: Vec::new(),
            is_active: true,
        };
        let given = form(&with("Ann"), "Okafor", "1990-01-01");
        let family = form("Ann", &with("Okafor"), "1990-01-01");
        let substance = allergy(&with("Nuts"), Severity::Mild);
        let refused: [(&str, Result<()>); 6] = [
            ("given name", register(&mut diet, &given).map(drop)),
            ("family name", register(&mut diet, &family).map(drop)),
            (
                "allergy",
                allergies::add(&mut diet, &mary, &substance).map(drop),
            ),
            (
                "condition",
                conditions::add(&mut diet, &mary, &condition(&with("Asthma"))).map(drop),
            ),
            ("tag", tags::add(&mut admin, &tag).map(drop)),
            ("field", custom_fields::add(&mut admin, &field).map(drop)),
        ];
        for (of, refused) in refused {
            let is_named = matches!(&refused, Err(Error::Unseen { character, .. })
                if *character == unseen);
            assert!(is_named, "{of} with {unseen:?}: {refused:?}");
        }
    }
}
