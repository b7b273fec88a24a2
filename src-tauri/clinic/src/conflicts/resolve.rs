use sync_contract::seen::Seen;
use sync_contract::{CellContent, CellSpec, FieldSpec, Right, Value};
use vault::reads::Conflict;

use super::release::keep_as_addenda;
use super::show::{is_signed, may_keep_all, seen};
use super::view::{Keep, KeepChoice, Resolution};
use crate::Clinic;
use crate::clinic::found;
use crate::error::{Error, Reason, Result};
use crate::fields;

/// Writes a person's decision: one cell, naming every side that they saw. What was not chosen stays in the audit trail.
///
/// A field that all sides agree on needs no choice. Signed text leaves none: what stands beside it becomes an addendum.
///
/// Errors: `Forbidden` (needs `conflicts.resolve`), `NotFound`,
/// `ChangedMeanwhile` when a side has come that nobody saw, `AlreadySigned`, `Invalid` for a choice that is none.
pub fn resolve(clinic: &mut Clinic, resolution: &Resolution) -> Result<()> {
    clinic.may(Right::ConflictsResolve)?;
    let conflict = super::find(clinic, resolution.id.to()?)?;
    check_seen(&conflict, &resolution.seen.to_seen()?)?;
    let spec = found(conflict.descriptor.cell(conflict.cell), "conflict")?;
    if conflict.sides.iter().any(|side| is_signed(spec, side)) {
        return match resolution.choices.is_empty() {
            true => keep_as_addenda(clinic, &resolution.id),
            false => Err(Error::AlreadySigned),
        };
    }
    let content = CellContent {
        number: conflict.cell,
        values: decided(&conflict, spec, &resolution.choices)?,
    };
    let clocks = conflict.clocks();
    clinic.write("resolve conflict", |tx| {
        tx.resolve(conflict.descriptor, conflict.row, &content, &clocks)?;
        tx.audit(|event| {
            event
                .of(conflict.row)
                .about(super::patient_of(&conflict).map(|patient| patient.0))
        });
        Ok(())
    })
}

fn check_seen(conflict: &Conflict, looked_at: &Seen) -> Result<()> {
    let known = looked_at.base(conflict.descriptor.number, conflict.row, conflict.cell);
    let now = seen(conflict).base(conflict.descriptor.number, conflict.row, conflict.cell);
    if now.iter().all(|clock| known.contains(clock)) {
        Ok(())
    } else {
        Err(Error::ChangedMeanwhile)
    }
}

fn decided(conflict: &Conflict, spec: &CellSpec, choices: &[KeepChoice]) -> Result<Vec<Value>> {
    let unknown = choices
        .iter()
        .any(|choice| !spec.fields.iter().any(|field| field.name == choice.key));
    let twice = choices.iter().enumerate().any(|(place, choice)| {
        choices[..place]
            .iter()
            .any(|before| before.key == choice.key)
    });
    if unknown || twice {
        return Err(Error::invalid("choices", Reason::Unknown));
    }
    let field = |(place, field): (usize, &FieldSpec)| {
        let values: Vec<&Value> = conflict
            .sides
            .iter()
            .filter_map(|side| side.content.values.get(place))
            .collect();
        let choice = choices.iter().find(|choice| choice.key == field.name);
        value(field, &values, choice.map(|choice| &choice.keep))
    };
    spec.fields.iter().enumerate().map(field).collect()
}

fn value(field: &FieldSpec, values: &[&Value], keep: Option<&Keep>) -> Result<Value> {
    match keep {
        Some(Keep::Side { side }) => {
            let value = values
                .get(*side as usize)
                .ok_or(Error::invalid("choices", Reason::Unknown))?;
            Ok((*value).clone())
        }
        Some(Keep::All) if may_keep_all(field) => joined(field, values),
        Some(Keep::Text { text }) if may_keep_all(field) => written(field, text),
        Some(_) => Err(Error::invalid("choices", Reason::Unknown)),
        None if values.windows(2).all(|pair| pair[0] == pair[1]) => values
            .first()
            .map(|value| (*value).clone())
            .ok_or(Error::invalid("choices", Reason::Required)),
        None => Err(Error::invalid("choices", Reason::Required)),
    }
}

fn joined(field: &FieldSpec, values: &[&Value]) -> Result<Value> {
    let mut texts: Vec<&str> = Vec::new();
    for value in values {
        if let Value::Text(text) = value
            && !texts.contains(&text.as_str())
        {
            texts.push(text);
        }
    }
    // a line stays a line
    let separator = if field.length_max > 255 { "\n" } else { "; " };
    written(field, &texts.join(separator))
}

fn written(field: &FieldSpec, text: &str) -> Result<Value> {
    let text = fields::paragraph(text);
    if text.chars().count() > field.length_max as usize {
        return Err(Error::invalid("choices", Reason::TooLong));
    }
    match text.is_empty() {
        false => Ok(Value::Text(text)),
        true if field.optional => Ok(Value::Null),
        true => Err(Error::invalid("choices", Reason::Required)),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use sync_contract::Entity;
    use sync_contract::catalog::Patient;

    fn field(name: &str) -> &'static FieldSpec {
        Patient::DESCRIPTOR
            .cells
            .iter()
            .flat_map(|cell| cell.fields)
            .find(|field| field.name == name)
            .unwrap()
    }

    fn text(text: &str) -> Value {
        Value::Text(text.into())
    }

    #[test]
    fn a_side_all_or_other_words_can_be_kept() {
        let (phone, ours, theirs) = (field("phones"), text("024 1"), text("024 2"));
        let values = [&ours, &theirs];
        assert_eq!(
            value(phone, &values, Some(&Keep::Side { side: 1 })).unwrap(),
            theirs
        );
        assert_eq!(
            value(phone, &values, Some(&Keep::All)).unwrap(),
            text("024 1; 024 2")
        );
        assert_eq!(
            value(
                phone,
                &values,
                Some(&Keep::Text {
                    text: " 024 3 ".into()
                })
            )
            .unwrap(),
            text("024 3")
        );
        assert!(value(phone, &values, Some(&Keep::Side { side: 2 })).is_err());
        assert!(value(phone, &values, None).is_err());
        assert_eq!(value(phone, &[&ours, &ours], None).unwrap(), ours);
    }

    #[test]
    fn a_choice_of_two_words_is_no_word() {
        let (sex, female, male) = (field("sex"), text("FEMALE"), text("MALE"));
        assert!(value(sex, &[&female, &male], Some(&Keep::All)).is_err());
        assert!(
            value(
                sex,
                &[&female, &male],
                Some(&Keep::Text {
                    text: "BOTH".into()
                })
            )
            .is_err()
        );
    }
}
