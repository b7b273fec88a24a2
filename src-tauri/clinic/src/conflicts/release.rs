use sync_contract::catalog::{
    Addendum, Alert, ClinicalDocument, ConflictResolution, Note, NoteStatus, OfficeDocument,
    Recall, RecordRequest, ResolutionKind, Task, WaitingListEntry, addendum_id, resolution_id,
};
use sync_contract::field::{Bytes, Document};
use sync_contract::ids::{NoteId, UserId};
use sync_contract::{Clock, Entity, FieldRef, Right, Value};
use vault::WriteTx;
use vault::read::{Conflict, ConflictSibling, Stored};

use crate::clinic::or_not_found;
use crate::error::{Error, Reason, Result};
use crate::names::StaffNames;
use crate::notes::content::sections;
use crate::notes::sign;
use crate::view::Id;
use crate::{Clinic, fields, unresolved};

/// When and by whom something was noted. Two who noted the same apart do not disagree about it: the version that is
/// shown stays, and the audit log has both. What is a fact of the chart, such as when a sample was taken, is none of
/// these.
const NOTED: [FieldRef; 14] = [
    ClinicalDocument::FIELD.filed_at,
    ClinicalDocument::FIELD.filed_by,
    OfficeDocument::FIELD.filed_at,
    OfficeDocument::FIELD.filed_by,
    RecordRequest::FIELD.answered_at,
    RecordRequest::FIELD.answered_by,
    Task::FIELD.done_at,
    Task::FIELD.done_by,
    Alert::FIELD.acknowledged_at,
    Alert::FIELD.acknowledged_by,
    WaitingListEntry::FIELD.ended_at,
    WaitingListEntry::FIELD.ended_by,
    Recall::FIELD.finished_at,
    Recall::FIELD.finished_by,
];

/// Whether all versions say the same, but for when and by whom it was noted.
fn is_same(conflict: &Conflict) -> bool {
    let is_in_cell = |field: &&FieldRef| {
        field.descriptor.number == conflict.descriptor.number && field.cell.number == conflict.cell
    };
    let noted = NOTED.iter().filter(is_in_cell);
    let noted: Vec<usize> = noted.map(|field| field.index).collect();
    conflict.is_equal_but_for(&noted)
}

/// Releases conflicts whose siblings turn out to be equal to what is shown after decryption, of cells that this user
/// may write: no cell is written. Returns how many.
///
/// # Errors
/// `Forbidden` (needs `conflicts.resolve`).
pub fn release_equal(clinic: &mut Clinic) -> Result<usize> {
    clinic.may(Right::ConflictsResolve)?;
    let mut equal = unresolved::conflicts(clinic)?;
    equal.retain(|conflict| {
        let needed = conflict.descriptor.right_to_write(conflict.cell, false);
        is_same(conflict) && clinic.may(needed).is_ok()
    });
    if !equal.is_empty() {
        clinic.write("release equal versions", |tx| {
            equal.iter().try_for_each(|conflict| insert(tx, conflict))
        })?;
    }
    Ok(equal.len())
}

/// Appends the unsigned siblings of a signed note to it as addenda: the signed text stays, and nothing is lost. Text
/// that an earlier decision has appended, here or on another device, is not appended again.
///
/// # Errors
/// `Forbidden` (needs `conflicts.resolve` and `notes.sign`), `NotFound`, `Invalid` when no sibling is signed.
pub fn append_siblings(clinic: &mut Clinic, id: &Id) -> Result<()> {
    clinic.may(Right::ConflictsResolve)?;
    clinic.may(Right::NotesSign)?;
    let conflict = unresolved::find(clinic, id.to()?)?;
    if conflict.descriptor.number != Note::DESCRIPTOR.number {
        return Err(Error::invalid("id", Reason::Unknown));
    }
    parts(&conflict)
        .iter()
        .try_for_each(|part| append_part(clinic, part))
}

/// Of the sealed text of addenda that are appended together: an addendum and the decision that it keeps the words of
/// come in one group, or the server takes neither.
const TOGETHER_BYTES_MAX: usize = 128 * 1024;

/// Cuts a conflict into decisions about as many siblings as fit one group each.
fn parts(conflict: &Conflict) -> Vec<Conflict> {
    let mut parts: Vec<Conflict> = Vec::new();
    let mut bytes = 0;
    let mut siblings = conflict.siblings.iter();
    let signed: Vec<ConflictSibling> = siblings.next().into_iter().cloned().collect();
    for sibling in siblings {
        let text = |value: &Value| value.as_text().map_or(0, str::len);
        let own: usize = sibling.content.values.iter().map(text).sum();
        bytes += own;
        match parts.last_mut().filter(|_| bytes <= TOGETHER_BYTES_MAX) {
            Some(part) => part.siblings.push(sibling.clone()),
            None => {
                bytes = own;
                parts.push(Conflict {
                    siblings: [signed.as_slice(), std::slice::from_ref(sibling)].concat(),
                    ..conflict.clone()
                });
            }
        }
    }
    if parts.is_empty() && !conflict.damaged.is_empty() {
        // no other version has words to append
        parts.push(conflict.clone());
    }
    parts
}

fn append_part(clinic: &mut Clinic, conflict: &Conflict) -> Result<()> {
    clinic.write("keep as addendum", |tx| {
        let note = or_not_found(tx.get::<Note>(NoteId(conflict.row))?, "note")?.value;
        if note.status != NoteStatus::Signed {
            return Err(Error::invalid("id", Reason::OutOfOrder));
        }
        let staff = StaffNames::read(&tx.read())?;
        for sibling in conflict.siblings.iter().skip(1) {
            if let Some(words) = words_of(&note, &sibling.content.values)? {
                let writer = staff.name(UserId(sibling.author));
                append(tx, &note, sibling.clock, &writer, &words)?;
            }
        }
        insert(tx, conflict)
    })
}

/// Returns what another version says in its sections and in the clinic's own fields, each where it differs from what
/// is signed; none where nothing does.
fn words_of(note: &Note, values: &[Value]) -> Result<Option<String>> {
    let text = |field: FieldRef| values.get(field.index).and_then(Value::as_text);
    let mut words: Vec<String> = Vec::new();
    let signed = note.sections.open().map(|signed| signed.as_str());
    if let Some(stored) = text(Note::FIELD.sections).filter(|stored| signed != Some(*stored)) {
        let written = sections(note.kind, stored)?.into_iter();
        words.extend(
            written
                .filter(|section| !section.text.is_empty())
                .map(|section| format!("{}: {}", section.section.as_str(), section.text)),
        );
    }
    let signed = note
        .custom_fields
        .open()
        .and_then(|signed| signed.as_deref());
    let custom = text(Note::FIELD.custom_fields).filter(|stored| signed != Some(*stored));
    words.extend(custom.map(str::to_owned));
    Ok(Some(words.join("\n\n")).filter(|words| !words.is_empty()))
}

/// The addendum is signed by the user who decides, so its reason names the writer of the words.
fn append(
    tx: &mut WriteTx<'_>,
    note: &Note,
    sibling: Clock,
    writer: &str,
    words: &str,
) -> Result<()> {
    let derived = addendum_id(tx.tenant(), note.id, sibling, tx.user());
    let text: Document = fields::optional_paragraph(words, "text")?
        .ok_or(Error::invalid("text", Reason::Required))?;
    let stored = tx.read().addenda(note.patient, note.id)?;
    let has_text =
        |row: &Stored<Addendum>| row.value.text.open().is_some_and(|stored| *stored == text);
    if stored.iter().any(has_text) {
        return Ok(());
    }
    // another user may have stored another text under the derived id
    let id = match stored.iter().any(|row| row.value.id == derived) {
        true => tx.new_id(),
        false => derived,
    };
    let of = match writer {
        "" => String::new(),
        name => format!(", by {name}"),
    };
    let reason = fields::required(
        &format!("Written at the same time as the signed text{of}"),
        "reason",
    )?;
    sign::insert(tx, id, note, reason, text)
}

/// Records a release that names the version that is shown first, then all others. Two devices that look at the same
/// versions record one release.
fn insert(tx: &mut WriteTx<'_>, conflict: &Conflict) -> Result<()> {
    let siblings: Vec<u8> = conflict
        .clocks()
        .into_iter()
        .flat_map(Clock::to_array)
        .collect();
    let (entity, cell) = (conflict.descriptor.number.into(), conflict.cell.into());
    let row = conflict.row;
    let id = resolution_id(tx.tenant(), entity, row, cell, &siblings);
    // one that has come in part is there, too
    match tx.get::<ConflictResolution>(id) {
        Ok(None) => {}
        Ok(Some(_)) | Err(vault::Error::Incomplete) => return Ok(()),
        Err(error) => return Err(error.into()),
    }
    tx.insert(&ConflictResolution {
        id,
        entity,
        row,
        cell,
        kind: ResolutionKind::Equal,
        siblings: Bytes(siblings),
    })?;
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use sync_contract::CellContent;
    use uuid::Uuid;

    use super::*;

    fn sibling(at: u64, bytes: usize) -> ConflictSibling {
        ConflictSibling {
            clock: Clock {
                unix_ms: at,
                ..Clock::default()
            },
            author: Uuid::nil(),
            content: CellContent {
                number: 1,
                values: [Value::Text("x".repeat(bytes))].into_iter().collect(),
            },
        }
    }

    fn of_note(siblings: Vec<ConflictSibling>) -> Conflict {
        Conflict {
            id: Uuid::nil(),
            descriptor: Note::DESCRIPTOR,
            row: Uuid::nil(),
            patient: None,
            cell: 1,
            is_first_shown: true,
            versions: Vec::new(),
            siblings,
            damaged: Vec::new(),
            equal: Vec::new(),
            patient_deletion: None,
            cursor: None,
        }
    }

    /// A conflict of a cell with these values in its versions.
    fn versions(field: FieldRef, values: [[Value; 3]; 2]) -> Conflict {
        let sibling = |(at, values): (u64, [Value; 3])| {
            let mut sibling = sibling(at, 0);
            sibling.content.values = values.into_iter().collect();
            sibling
        };
        Conflict {
            descriptor: field.descriptor,
            cell: field.cell.number,
            siblings: (1..).zip(values).map(sibling).collect(),
            ..of_note(Vec::new())
        }
    }

    #[test]
    fn two_who_noted_the_same_apart_do_not_disagree() {
        let [mine, theirs] = [1, 2].map(|id| Value::Uuid(Uuid::from_u128(id)));
        let state = |text: &str| Value::Text(text.into());
        let filed = |state, at, by: &Value| [state, Value::Time(at), by.clone()];
        let field = ClinicalDocument::FIELD.filed_at;
        let done = |theirs| versions(field, [filed(state("FILED"), 5, &mine), theirs]);
        assert!(is_same(&done(filed(state("FILED"), 9, &theirs))));
        assert!(!is_same(&done(filed(state("TO_FILE"), 9, &theirs))));
        // taken back by one of them
        assert!(!is_same(&done([state("FILED"), Value::Null, Value::Null])));
        // of any other cell each value counts
        let label = ClinicalDocument::FIELD.name;
        let edited = [filed(state("A"), 5, &mine), filed(state("A"), 9, &theirs)];
        assert!(!is_same(&versions(label, edited)));
    }

    /// A group takes 512 KiB: what is appended in one comes with the decision about all of it.
    #[test]
    fn addenda_come_with_their_decision_however_long_they_are() {
        const KIB: usize = 1024;
        let lengths = [10, 100 * KIB, 100 * KIB, 500 * KIB, 20, 30, 127 * KIB];
        let siblings = (1..).zip(lengths).map(|(at, bytes)| sibling(at, bytes));
        let conflict = of_note(siblings.collect());
        let parts = parts(&conflict);
        let clocks = |part: &Conflict| -> Vec<u64> {
            part.clocks().iter().map(|clock| clock.unix_ms).collect()
        };
        // each names the signed version first, and every other version is in one of them
        let named: Vec<Vec<u64>> = parts.iter().map(clocks).collect();
        assert_eq!(
            named,
            [vec![1, 2], vec![1, 3], vec![1, 4], vec![1, 5, 6, 7]]
        );
    }
}
