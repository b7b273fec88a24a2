use std::collections::BTreeMap;
use std::io::Write;

use sync_contract::catalog::{ClinicFood, MealPlanItem, Note, Patient, PatientPhoto, RecallItem};
use sync_contract::entity::DELETION;
use sync_contract::field::Time;
use sync_contract::ids::{PatientId, UserId};
use sync_contract::merge::is_signed_status;
use sync_contract::read_version::{ReadVersion, RowReadVersion};
use sync_contract::{CellSpec, Entity, Right, Value};
use vault::read::{Conflict, ConflictSibling};

use crate::clinic::or_not_found;
use crate::conflicts::part;
use crate::conflicts::part::{Part, parts, what};
use crate::conflicts::view::{ConflictField, ConflictRow, ConflictView, SiblingView};
use crate::conflicts::wording::Wording;
use crate::difference::{Piece, differences};
use crate::error::{Error, Result};
use crate::names::StaffNames;
use crate::names::{PatientName, patient_names};
use crate::photos;
use crate::reads::{ListRead, log_list};
use crate::view::{At, Id, ReadVersionToken, count};
use crate::{Clinic, unresolved};

/// Returns both versions, field by field, with the differing words marked. Where one is signed nothing is chosen: its
/// text stays, and its siblings become addenda.
///
/// # Errors
/// `Forbidden` (needs `conflicts.read`), `NotFound` once it is decided.
pub fn show(clinic: &Clinic, id: &Id) -> Result<ConflictView> {
    clinic.may(Right::ConflictsRead)?;
    let conflict = unresolved::find(clinic, id.to()?)?;
    if let Some(patient) = unresolved::patient_of(&conflict) {
        crate::reads::log_read(clinic, patient)?;
    }
    let spec = or_not_found(conflict.descriptor.cell(conflict.cell), "conflict")?;
    let wording = Wording::new(clinic)?;
    let mut patient = patients(clinic, std::slice::from_ref(&conflict))?;
    let mut view = ConflictView {
        id: id.clone(),
        seen: ReadVersionToken::of(&seen(&conflict)),
        patient: unresolved::patient_of(&conflict).and_then(|id| patient.remove(&id)),
        what: what(conflict.descriptor, spec),
        food: food(clinic, &conflict)?,
        is_deletion: conflict.is_deletion(),
        siblings: siblings(clinic, &conflict, spec)?,
        fields: parts(conflict.descriptor, spec, &siblings_of(&conflict))?
            .iter()
            .map(|part| view(&wording, &conflict, spec, part))
            .collect::<Result<_>>()?,
    };
    if view.stays_signed() || view.is_deletion {
        let fields = view.fields.iter_mut();
        fields.for_each(|field| field.may_combine = false);
    }
    Ok(view)
}

/// Returns the picture of one sibling of a photo, counted from 0 as in [`show`].
///
/// # Errors
/// `Forbidden` (needs `conflicts.read`), `NotFound` once it is decided and for what is no photo, `PhotoDamaged`.
pub fn photo(clinic: &Clinic, id: &Id, sibling: u32) -> Result<Vec<u8>> {
    clinic.may(Right::ConflictsRead)?;
    let conflict = unresolved::find(clinic, id.to()?)?;
    if let Some(patient) = unresolved::patient_of(&conflict) {
        crate::reads::log_read(clinic, patient)?;
    }
    let is_photo = conflict.descriptor.number == PatientPhoto::DESCRIPTOR.number;
    let spec = or_not_found(conflict.descriptor.cell(conflict.cell), "conflict")?;
    let siblings = is_photo.then_some(&conflict.siblings);
    let sibling = siblings.and_then(|siblings| siblings.get(sibling as usize));
    let sibling = or_not_found(sibling, "photo")?;
    match PatientPhoto::FIELD
        .picture
        .in_values(spec, &sibling.content.values)
    {
        Some(Value::Bytes(content)) => photos::checked(content.clone()),
        _ => Err(Error::NotFound("photo")),
    }
}

/// Writes what [`photo`] returns. That is in the audit log.
///
/// # Errors
/// As [`photo`], and those of the file.
pub fn save_photo(clinic: &Clinic, id: &Id, sibling: u32, to: &mut dyn Write) -> Result<()> {
    clinic.may(Right::ConflictsRead)?;
    let content = photo(clinic, id, sibling)?;
    let conflict = unresolved::find(clinic, id.to()?)?;
    photos::record_copy(clinic, conflict.row, unresolved::patient_of(&conflict))?;
    to.write_all(&content)
        .map_err(|error| Error::Vault(error.into()))
}

/// Returns the read version of all siblings that were shown, of a deletion that of the complete row, and of the
/// deletion of its patient: a decision names them all.
pub(super) fn seen(conflict: &Conflict) -> ReadVersion {
    let mut cells = conflict.versions.clone();
    cells.retain(|(cell, _)| conflict.is_deletion() || *cell == conflict.cell);
    let mut rows = vec![RowReadVersion {
        entity: conflict.descriptor.number,
        row: conflict.row,
        cells,
    }];
    let deletion = conflict.patient.zip(conflict.patient_deletion);
    rows.extend(deletion.map(|(patient, clock)| RowReadVersion {
        entity: Patient::DESCRIPTOR.number,
        row: patient,
        cells: vec![(DELETION, clock)],
    }));
    ReadVersion {
        cursor: conflict.cursor,
        rows,
    }
}

fn siblings(clinic: &Clinic, conflict: &Conflict, spec: &CellSpec) -> Result<Vec<SiblingView>> {
    let reader = clinic.read();
    let staff = StaffNames::read(&reader)?;
    let devices = reader.devices()?;
    let own = clinic.unlocked().vault().device_number()?;
    let name = |number: u32| {
        let device = devices
            .iter()
            .find(|device| device.value.number == i64::from(number));
        device.map_or(number.to_string(), |device| device.value.name.to_string())
    };
    let sibling = |sibling: &ConflictSibling| SiblingView {
        is_here: sibling.clock.device == own,
        by: staff.name(UserId(sibling.author)),
        device: name(sibling.clock.device),
        at: At::of(Time(sibling.clock.unix_us())),
        signed: is_signed(spec, sibling),
    };
    Ok(conflict.siblings.iter().map(sibling).collect())
}

/// Returns whether a sibling is signed: it is never offered for merging.
pub(super) fn is_signed(spec: &CellSpec, sibling: &ConflictSibling) -> bool {
    is_signed_status(Note::FIELD.status.in_values(spec, &sibling.content.values))
}

/// Returns how the food is called that a conflict is about; none of another row, and where this user cannot decrypt it.
fn food(clinic: &Clinic, conflict: &Conflict) -> Result<Option<String>> {
    let (reader, entity, id) = (clinic.read(), conflict.descriptor.number, conflict.row);
    Ok(if entity == MealPlanItem::DESCRIPTOR.number {
        let row = reader.get::<MealPlanItem>(id.into())?;
        row.and_then(|row| Some(row.value.name.open()?.to_string()))
    } else if entity == RecallItem::DESCRIPTOR.number {
        let row = reader.get::<RecallItem>(id.into())?;
        row.and_then(|row| Some(row.value.name.open()?.to_string()))
    } else if entity == ClinicFood::DESCRIPTOR.number {
        let row = reader.get::<ClinicFood>(id.into())?;
        row.and_then(|row| Some(row.value.name.open()?.to_string()))
    } else {
        None
    })
}

fn view(
    wording: &Wording<'_>,
    conflict: &Conflict,
    spec: &CellSpec,
    part: &Part,
) -> Result<ConflictField> {
    let siblings = conflict.siblings.iter();
    let values = siblings
        .map(|sibling| wording.text(spec, part, &sibling.content.values))
        .collect::<Result<Vec<_>>>()?;
    Ok(ConflictField {
        key: part.key.to_owned(),
        name: part.name.clone(),
        pieces: pieces(&values),
        same: part.is_same(spec, &siblings_of(conflict))?,
        is_choice: part.is_choice(),
        may_combine: part.may_combine(),
        values,
    })
}

fn pieces(values: &[Option<String>]) -> Vec<Vec<Piece>> {
    let text = |index: usize| values.get(index).and_then(Option::as_deref).unwrap_or("");
    let against_first = |index: usize| {
        let [ours, theirs] = differences(text(0), text(index.max(1)));
        if index == 0 { ours } else { theirs }
    };
    (0..values.len()).map(against_first).collect()
}

/// Returns how many parts are to be decided.
pub(super) fn differing(conflict: &Conflict) -> Result<usize> {
    let Some(spec) = conflict.descriptor.cell(conflict.cell) else {
        return Ok(0);
    };
    let (mut differing, siblings) = (0, siblings_of(conflict));
    for part in parts(conflict.descriptor, spec, &siblings)? {
        differing += usize::from(!part.is_same(spec, &siblings)?);
    }
    Ok(differing)
}

/// Returns every conflict that this user can decide, the newest first.
///
/// # Errors
/// `Forbidden` (needs `conflicts.read`).
pub fn list(clinic: &Clinic) -> Result<Vec<ConflictRow>> {
    clinic.may(Right::ConflictsRead)?;
    clinic.read().look_over(Patient::DESCRIPTOR)?;
    let conflicts = unresolved::conflicts(clinic)?;
    if !conflicts.is_empty() {
        log_list(clinic, ListRead::Conflicts)?;
    }
    let names = patients(clinic, &conflicts)?;
    let row = |conflict: &Conflict| {
        Ok(ConflictRow {
            id: Id::of(conflict.id),
            patient: unresolved::patient_of(conflict)
                .and_then(|patient| names.get(&patient).cloned()),
            what: what_of(conflict)?,
            at: At::of(newest(conflict)),
            fields: count(super::show::differing(conflict)?),
        })
    };
    let mut rows = conflicts.iter().map(row).collect::<Result<Vec<_>>>()?;
    rows.sort_by(|a, b| b.at.cmp(&a.at).then_with(|| a.id.cmp(&b.id)));
    Ok(rows)
}

fn patients(clinic: &Clinic, conflicts: &[Conflict]) -> Result<BTreeMap<PatientId, PatientName>> {
    patient_names(
        &clinic.read(),
        conflicts.iter().filter_map(unresolved::patient_of),
    )
}

fn what_of(conflict: &Conflict) -> Result<String> {
    let cell = or_not_found(conflict.descriptor.cell(conflict.cell), "conflict")?;
    Ok(part::what(conflict.descriptor, cell))
}

fn newest(conflict: &Conflict) -> Time {
    let newest = conflict
        .siblings
        .iter()
        .map(|sibling| sibling.clock.unix_us())
        .max();
    Time(newest.unwrap_or(0))
}

pub(super) fn siblings_of(conflict: &Conflict) -> Vec<&[Value]> {
    let siblings = conflict.siblings.iter();
    siblings
        .map(|sibling| sibling.content.values.as_slice())
        .collect()
}
