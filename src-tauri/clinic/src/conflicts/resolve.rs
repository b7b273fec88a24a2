use sync_contract::catalog::{Appointment, AppointmentStatus, Note, StatusReason};
use sync_contract::ids::{AppointmentId, NoteId};
use sync_contract::read_version::ReadVersion;
use sync_contract::{CellContent, CellSpec, CellValues, Entity, Right, Value};
use vault::WriteTx;
use vault::read::Conflict;

use crate::appointments::status::{Change, insert_change};
use crate::clinic::or_not_found;
use crate::conflicts::part::{Part, parts};
use crate::conflicts::release::append_siblings;
use crate::conflicts::show::{is_signed, seen, siblings_of};
use crate::conflicts::view::{FieldChoice, FieldDecision, Resolution};
use crate::conflicts::{deletion, part, rules};
use crate::error::{Error, Reason, Result};
use crate::notes::content::SectionText;
use crate::notes::write::insert_version;
use crate::{Clinic, unresolved};

/// Writes a person's decision: one cell that names every sibling they saw. What was not chosen stays in the audit log.
///
/// A field on which all siblings agree needs no choice; a deletion is answered by its own key alone. A signed version
/// always wins: its siblings become addenda.
///
/// # Errors
/// `Forbidden` (needs `conflicts.resolve` and the right to write what is decided), `NotFound`, `ChangedMeanwhile`
/// when there is a sibling that the user has not seen, `AlreadySigned`, `Invalid` for a choice that does not exist, and
/// for choices that no form would take together.
pub fn resolve(clinic: &mut Clinic, resolution: &Resolution) -> Result<()> {
    clinic.may(Right::ConflictsResolve)?;
    let conflict = unresolved::find(clinic, resolution.id.to()?)?;
    // a decision is a write like any other, and the server rejects one from a user without the right to write that cell
    clinic.may(conflict.descriptor.right_to_write(conflict.cell, false))?;
    let looked_at = resolution.seen.to_read_version()?;
    check_seen(&conflict, &looked_at)?;
    if conflict.is_deletion() {
        return deletion::decide(clinic, &conflict, looked_at.cursor, &resolution.choices);
    }
    let spec = or_not_found(conflict.descriptor.cell(conflict.cell), "conflict")?;
    let signed = conflict
        .siblings
        .iter()
        .position(|sibling| is_signed(spec, sibling));
    if let Some(signed) = signed {
        return match resolution
            .choices
            .iter()
            .all(|choice| chooses(&choice.decision, signed))
        {
            true => append_siblings(clinic, &resolution.id),
            false => Err(Error::AlreadySigned),
        };
    }
    let parts = parts(conflict.descriptor, spec, &siblings_of(&conflict))?;
    let content = CellContent {
        number: conflict.cell,
        values: decided(&conflict, spec, &parts, &resolution.choices)?,
    };
    let mut clocks = conflict.clocks();
    clocks.extend(conflict.patient_deletion);
    clinic.write("resolve conflict", |tx| {
        tx.resolve(conflict.descriptor, conflict.row, &content, &clocks)?;
        rules::check(tx, &conflict, &content)?;
        remember(tx, &conflict, spec, &content.values)?;
        tx.audit(|event| {
            event
                .of(conflict.row)
                .about(unresolved::patient_of(&conflict).map(|patient| patient.0))
        });
        Ok(())
    })
}

fn chooses(decision: &FieldDecision, index: usize) -> bool {
    matches!(decision, FieldDecision::Sibling { sibling } if *sibling as usize == index)
}

fn check_seen(conflict: &Conflict, looked_at: &ReadVersion) -> Result<()> {
    let now = seen(conflict).rows;
    let all_known = now.iter().all(|row| {
        let known = |cell: u8| looked_at.base(row.entity, row.row, cell);
        let mut versions = row.cells.iter();
        versions.all(|(cell, clock)| known(*cell).contains(clock))
    });
    if all_known {
        Ok(())
    } else {
        Err(Error::ChangedMeanwhile)
    }
}

fn decided(
    conflict: &Conflict,
    spec: &CellSpec,
    parts: &[Part],
    choices: &[FieldChoice],
) -> Result<CellValues> {
    let unknown = choices
        .iter()
        .any(|choice| !parts.iter().any(|part| part.key == choice.key));
    let twice = choices.iter().enumerate().any(|(index, choice)| {
        choices[..index]
            .iter()
            .any(|before| before.key == choice.key)
    });
    if unknown || twice {
        return Err(Error::invalid("choices", Reason::Unknown));
    }
    let shown = conflict.siblings.first();
    let mut values = shown.map_or(CellValues::new(), |sibling| sibling.content.values.clone());
    let mut sections = Vec::new();
    for part in parts {
        let siblings = conflict.siblings.iter();
        let siblings = siblings
            .map(|sibling| part.values(spec, &sibling.content.values))
            .collect::<Result<Vec<_>>>()?;
        let choice = choices.iter().find(|choice| choice.key == part.key);
        let chosen = chosen(part, &siblings, choice.map(|choice| &choice.decision))?;
        part.put(chosen, &mut values, &mut sections);
    }
    if conflict.descriptor.number == Note::DESCRIPTOR.number {
        rewrite(conflict, spec, &sections, &mut values)?;
    }
    Ok(values)
}

/// Rewrites a merged note: its sections in their order, and a version above all that it was merged from.
fn rewrite(
    conflict: &Conflict,
    spec: &CellSpec,
    sections: &[SectionText],
    values: &mut [Value],
) -> Result<()> {
    let document = part::document(part::form(spec, values), sections)?;
    if let Some(sections) = values.get_mut(Note::FIELD.sections.index) {
        *sections = Value::Text(document.to_string());
    }
    let index = Note::FIELD.version.index;
    let versions =
        conflict
            .siblings
            .iter()
            .filter_map(|sibling| match sibling.content.values.get(index) {
                Some(Value::Int(version)) => Some(*version),
                _ => None,
            });
    let last = versions.max().unwrap_or(0);
    if let Some(slot) = values.get_mut(index) {
        *slot = Value::Int(last + 1);
    }
    Ok(())
}

fn chosen(
    part: &Part,
    siblings: &[Vec<Value>],
    decision: Option<&FieldDecision>,
) -> Result<Vec<Value>> {
    match decision {
        Some(FieldDecision::Sibling { sibling }) => siblings
            .get(*sibling as usize)
            .cloned()
            .ok_or(Error::invalid("choices", Reason::Unknown)),
        Some(FieldDecision::All) if part.may_combine() => part.joined(siblings),
        Some(FieldDecision::Text { text }) if part.may_combine() => part.written(text),
        Some(_) => Err(Error::invalid("choices", Reason::Unknown)),
        None if siblings.windows(2).all(|pair| pair[0] == pair[1]) => siblings
            .first()
            .cloned()
            .ok_or(Error::invalid("choices", Reason::Required)),
        None => Err(Error::invalid("choices", Reason::Required)),
    }
}

/// Writes the history rows of a decision: the status change of an appointment, the version of a note.
fn remember(
    tx: &mut WriteTx<'_>,
    conflict: &Conflict,
    spec: &CellSpec,
    values: &[Value],
) -> Result<()> {
    if conflict.descriptor.number == Note::DESCRIPTOR.number {
        let note = or_not_found(tx.get::<Note>(NoteId(conflict.row))?, "note")?.value;
        return insert_version(tx, &note);
    }
    if conflict.descriptor.number != Appointment::DESCRIPTOR.number {
        return Ok(());
    }
    let status = |values: &[Value]| {
        let word = Appointment::FIELD
            .status
            .in_values(spec, values)?
            .as_text()?;
        word.parse::<AppointmentStatus>().ok()
    };
    let Some(to) = status(values) else {
        return Ok(());
    };
    let siblings = conflict.siblings.iter();
    let from = siblings
        .filter_map(|sibling| status(&sibling.content.values))
        .find(|from| *from != to);
    let change = Change {
        appointment: AppointmentId(conflict.row),
        from,
        to,
        at: tx.now(),
        reason_code: Some(StatusReason::Correction),
        reason: None,
    };
    insert_change(tx, &change)
}

#[cfg(test)]
mod tests;
