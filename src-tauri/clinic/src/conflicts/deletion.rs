use sync_contract::catalog::{DeletionReason, Visit};
use sync_contract::every_entity::{DELETED_AT, DELETED_REASON, DELETED_REASON_TEXT};
use sync_contract::ids::VisitId;
use sync_contract::pull::Cursor;
use sync_contract::read_version::ReadVersion;
use sync_contract::{Entity, Right, Value};
use vault::read::{Conflict, ConflictSibling};

use crate::Clinic;
use crate::conflicts::show::seen;
use crate::conflicts::view::{DELETION_KEY, FieldChoice, FieldDecision};
use crate::error::{Error, Reason, Result};
use crate::visits::discard::bring_back;

/// Writes a person's answer to a deletion that did not know of a change, or the reverse: the row goes with all that
/// it has now, or it stays. `cursor`: how far the feed was followed when they looked at it.
///
/// # Errors
/// `Invalid` for anything but the one answer, `AlreadySigned` for deleting what is signed.
pub(super) fn decide(
    clinic: &mut Clinic,
    conflict: &Conflict,
    cursor: Option<Cursor>,
    choices: &[FieldChoice],
) -> Result<()> {
    let [choice] = choices else {
        return Err(Error::invalid("choices", Reason::Required));
    };
    let deletes = match choice.decision {
        FieldDecision::Delete if choice.key == DELETION_KEY => true,
        FieldDecision::Undelete if choice.key == DELETION_KEY => false,
        _ => return Err(Error::invalid("choices", Reason::Unknown)),
    };
    let (descriptor, row) = (conflict.descriptor, conflict.row);
    let seen = ReadVersion {
        cursor,
        ..seen(conflict)
    };
    let (reason, text) = reason(conflict);
    // without both rights the note and the readings are left to `visits restore`
    let rights = [Right::NotesWrite, Right::MeasurementsWrite];
    let brings_back = rights.into_iter().all(|right| clinic.actor.can(right));
    clinic.write("resolve conflict", |tx| {
        match deletes {
            true => tx.delete_row(descriptor, row, reason, text.as_deref(), &seen)?,
            false => tx.undelete_row(descriptor, row, &seen)?,
        }
        // its note and its readings were removed with it
        if !deletes && brings_back && descriptor.number == Visit::DESCRIPTOR.number {
            bring_back(tx, VisitId(row))?;
        }
        tx.audit(|event| {
            event
                .of(row)
                .about(crate::unresolved::patient_of(conflict).map(|patient| patient.0))
        });
        Ok(())
    })
}

/// Returns the reason of the latest deletion.
fn reason(conflict: &Conflict) -> (DeletionReason, Option<String>) {
    let value = |sibling: &ConflictSibling, number: u16| {
        let spec = conflict.descriptor.cell(conflict.cell)?;
        let index = spec
            .fields
            .iter()
            .position(|field| field.number == number)?;
        sibling.content.values.get(index).cloned()
    };
    let deletes =
        |sibling: &&ConflictSibling| matches!(value(sibling, DELETED_AT), Some(Value::Time(_)));
    let siblings = conflict.siblings.iter().filter(deletes);
    let Some(latest) = siblings.max_by_key(|sibling| sibling.clock) else {
        return (DeletionReason::Other, None);
    };
    let text = |number: u16| match value(latest, number) {
        Some(Value::Text(text)) => Some(text),
        _ => None,
    };
    let reason = text(DELETED_REASON).and_then(|word| word.parse().ok());
    (
        reason.unwrap_or(DeletionReason::Other),
        text(DELETED_REASON_TEXT),
    )
}
