//! What a note says in the fields that its clinic added.

use serde::{Deserialize, Serialize};
use specta::Type;
use sync_contract::Compartment;
use sync_contract::catalog::Note;
use sync_contract::field::Paragraph;

use crate::error::{Error, Result};
use crate::fields;
use crate::notes::custom_fields::{CustomFieldForm, CustomFieldKind, folded};
use crate::notes::form::NoteKind;

/// What was typed into the field of this label.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CustomText {
    pub label: String,
    pub value: String,
}

/// A field of a note with its value, empty where nothing was written. `note_kind` is that of the notes that have it,
/// none for all; one that the clinic offers no longer takes any text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CustomValue {
    pub label: String,
    pub kind: CustomFieldKind,
    pub note_kind: Option<NoteKind>,
    pub options: Vec<String>,
    pub value: String,
}

/// Returns a line for each field that has a value: what is stored and signed.
///
/// # Errors
/// `Invalid` when it is longer than a note may be.
pub fn canonical(values: &[CustomText]) -> Result<Option<Paragraph>> {
    let mut lines: Vec<String> = Vec::new();
    for given in values {
        let (label, value) = (fields::line(&given.label), fields::line(&given.value));
        if !value.is_empty() {
            lines.push(match label.is_empty() {
                true => value,
                false => format!("{label}: {value}"),
            });
        }
    }
    fields::optional_paragraph(&lines.join("\n"), "customFields")
}

/// Returns the values of a stored note.
pub fn texts(stored: Option<&str>) -> Vec<CustomText> {
    let line = |line: &str| {
        let (label, value) = line.split_once(": ").unwrap_or(("", line));
        CustomText {
            label: label.to_owned(),
            value: value.to_owned(),
        }
    };
    stored.unwrap_or_default().lines().map(line).collect()
}

/// Returns the values of a note that this user can decrypt.
pub(crate) fn of_note(note: &Note) -> Result<Vec<CustomText>> {
    let stored = note.custom_fields.open();
    let stored = stored.ok_or(Error::KeyMissing(Compartment::Clinical))?;
    Ok(texts(stored.as_deref()))
}

/// Returns the values with what is known of their fields, in the order of the clinic; those that it does not offer
/// follow. A note that is still written has the fields without a value, too.
pub fn with_fields(
    values: &[CustomText],
    offered: &[CustomFieldForm],
    is_draft: bool,
) -> Vec<CustomValue> {
    let mut left: Vec<&CustomText> = values.iter().collect();
    let mut all = Vec::new();
    for field in offered {
        let own = left
            .iter()
            .position(|given| folded(&given.label) == folded(&field.label));
        let value = own.map(|at| left.remove(at).value.clone());
        if value.is_some() || is_draft {
            all.push(CustomValue {
                label: field.label.clone(),
                kind: field.kind,
                note_kind: field.note_kind,
                options: field.options.clone(),
                value: value.unwrap_or_default(),
            });
        }
    }
    all.extend(left.into_iter().map(|given| CustomValue {
        label: given.label.clone(),
        kind: CustomFieldKind::Text,
        note_kind: None,
        options: Vec::new(),
        value: given.value.clone(),
    }));
    all
}

/// Refuses values whose label no field of the note has, by any case: a label that is typed may be mistyped.
///
/// # Errors
/// `ForeignField` for the first one.
pub fn require_known(values: &[CustomText], known: &[CustomValue]) -> Result<()> {
    let is_known = |given: &CustomText| {
        let label = folded(&given.label);
        known.iter().any(|field| folded(&field.label) == label)
    };
    match values.iter().find(|given| !is_known(given)) {
        Some(given) => Err(Error::ForeignField {
            label: given.label.clone(),
            takes: known.iter().map(|field| field.label.clone()).collect(),
        }),
        None => Ok(()),
    }
}

/// Returns what was typed of what is shown.
pub fn of_view(values: &[CustomValue]) -> Vec<CustomText> {
    let text = |shown: &CustomValue| CustomText {
        label: shown.label.clone(),
        value: shown.value.clone(),
    };
    values.iter().map(text).collect()
}

/// Checks what is to be signed: while a note is written, nothing that was typed is refused.
///
/// # Errors
/// `CustomValue` for the first value that its field does not take.
pub fn check(values: &[CustomText], offered: &[CustomFieldForm]) -> Result<()> {
    for CustomValue {
        label,
        kind,
        options,
        value,
        ..
    } in with_fields(values, offered, false)
    {
        let text = fields::line(&value);
        let is_taken = text.is_empty()
            || match kind {
                CustomFieldKind::Text => true,
                CustomFieldKind::Number => is_number(&text),
                CustomFieldKind::Date => fields::written_date(&text).is_ok(),
                CustomFieldKind::Choice => options.contains(&text),
                CustomFieldKind::YesNo => ["yes", "no"].contains(&text.as_str()),
            };
        if !is_taken {
            return Err(Error::CustomValue { label, kind });
        }
    }
    Ok(())
}

/// Digits with at most one point or comma between them, and a sign before.
fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '\u{2212}', '+']).unwrap_or(text);
    let mut parts = digits.split(['.', ',']);
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|c| c.is_ascii_digit());
    parts.clone().count() <= 2 && parts.all(is_digits)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn text(label: &str, value: &str) -> CustomText {
        CustomText {
            label: label.into(),
            value: value.into(),
        }
    }

    fn field(label: &str, kind: CustomFieldKind) -> CustomFieldForm {
        CustomFieldForm {
            label: label.into(),
            kind,
            note_kind: None,
            options: vec!["good".into(), "poor".into()],
            is_active: true,
        }
    }

    #[test]
    fn values_are_stored_as_lines_and_read_back() {
        let given = [
            text("Appetite", " good "),
            text("Stoma", ""),
            text("Cups", "2: 3"),
        ];
        let stored = canonical(&given).unwrap().unwrap();
        assert_eq!(stored.as_str(), "Appetite: good\nCups: 2: 3");
        let read = texts(Some(&stored));
        assert_eq!(read, [text("Appetite", "good"), text("Cups", "2: 3")]);
        assert_eq!(canonical(&read).unwrap().unwrap(), stored);
        assert_eq!(canonical(&[text("Stoma", " ")]).unwrap(), None);
    }

    #[test]
    fn a_value_whose_field_is_gone_stays() {
        let offered = [field("Appetite", CustomFieldKind::Choice)];
        let values = [text("Stoma", "yes"), text("appetite", "good")];
        let shown = with_fields(&values, &offered, true);
        let shown: Vec<_> = shown
            .iter()
            .map(|value| (value.label.as_str(), value.value.as_str()))
            .collect();
        assert_eq!(shown, [("Appetite", "good"), ("Stoma", "yes")]);
        assert_eq!(with_fields(&[], &offered, true).len(), 1);
        assert!(with_fields(&[], &offered, false).is_empty());
    }

    #[test]
    fn what_is_signed_is_of_its_kind() {
        use CustomFieldKind::{Choice, Date, Number, Text, YesNo};
        for (kind, good, bad) in [
            (Number, ["2", "-1,5", "0.25"], ["two", "1.2.3", "5 kg"]),
            (
                Date,
                ["2026-11-20", " 1999-12-31", "2024-02-29"],
                ["soon", "2026-13-01", "2026-02-30"],
            ),
            (
                Choice,
                ["good", "poor", " good"],
                ["Good", "fair", "good, poor"],
            ),
            (YesNo, ["yes", "no", " no"], ["maybe", "Yes", "1"]),
        ] {
            let offered = [field("Field", kind)];
            for value in good {
                assert!(
                    check(&[text("Field", value)], &offered).is_ok(),
                    "{kind:?} {value}"
                );
            }
            for value in bad {
                let refused = check(&[text("FIELD", value)], &offered);
                assert!(
                    matches!(refused, Err(Error::CustomValue { .. })),
                    "{kind:?} {value}"
                );
            }
            assert!(check(&[text("Field", "")], &offered).is_ok());
        }
        let free = [field("Field", Text)];
        assert!(check(&[text("Field", "anything")], &free).is_ok());
    }
}
